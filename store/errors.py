"""What the ledger refuses, each with a sentence for the person and an exit code for the script."""


class LedgerError(Exception):
    """Base of every refusal; `str()` of it is a sentence that may be shown as it is."""

    exit_code = 1


class Refused(LedgerError):
    """The request cannot be done; the sentence names what is wrong and what to do."""


class NothingToDo(LedgerError):
    """There is nothing to act on: no timer to stop, no change to undo, no task that matches."""

    exit_code = 3


class Ambiguous(Refused):
    """Several answers fit. `choices` holds one line for each."""

    def __init__(self, sentence: str, choices: list[str]) -> None:
        super().__init__(sentence)
        self.choices = choices


class LedgerUnavailable(LedgerError):
    """The ledger cannot be opened or written: locked, damaged, full, foreign or too new."""
