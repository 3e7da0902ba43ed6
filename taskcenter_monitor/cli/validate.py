"""`tcmon validate`."""


def validate() -> None:
    """Prove the specs with promtool and amtool; writes nothing."""
