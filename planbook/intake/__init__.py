"""One received file: its rows, and every cell that was not taken."""
