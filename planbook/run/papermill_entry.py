"""Entry point by which papermill finds the engine; the engine is imported when it is asked for, not before."""


class _Engine:
    """What papermill asks of an engine, answered by `in_process_engine.InProcess`."""

    def __getattr__(self, name: str) -> object:
        from planbook.run.in_process_engine import InProcess

        return getattr(InProcess, name)


ENGINE = _Engine()
