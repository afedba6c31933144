"""The engine's door for papermill, which loads it while it is being imported itself: the engine comes when asked."""


class _Engine:
    """What papermill asks of an engine, answered by `inprocess.InProcess`."""

    def __getattr__(self, name: str):
        from planbook.run.in_process_engine import InProcess

        return getattr(InProcess, name)


ENGINE = _Engine()
