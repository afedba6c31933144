"""The batch: notebooks run, pages written, failures named."""
