"""Turn what a database driver raises into a sentence for a person.

The classes are told apart by name, so that neither driver has to be imported to explain the
other's error. This module is on the quick path.
"""

from __future__ import annotations

from store.errors import LedgerError, LedgerUnavailable, Refused

SENTENCES = {
    "BusyError": "The ledger is locked by another program. Close it, or try again in a moment.",
    "LockedError": "The ledger is locked by another program. Close it, or try again in a moment.",
    "ReadOnlyError": "The ledger cannot be written: the file or its folder is read-only."
    " Check its permissions.",
    "FullError": "The disk is full, so nothing was saved. Free some space and do it again.",
    "IOError": "The disk refused to read or write the ledger. Run `ayron doctor`.",
    "CantOpenError": "The ledger cannot be opened. Check that its folder exists and is yours.",
    "CorruptError": "The ledger file is damaged. Run `ayron doctor` for the newest good backup.",
    "NotADBError": "The file is not an Ayron ledger, so it was left alone."
    " Check AYRON_DATABASE and AYRON_HOME.",
}
SILENCE = "The database does not answer. Check that it runs and that AYRON_DATABASE is right."
SILENT = {"OperationalError", "InterfaceError"}
REFUSES = "The ledger cannot do this. Run `ayron doctor`."
RUNNING = "A timer is already running. Stop it first."


def explain(error: BaseException) -> LedgerError:
    """Find the sentence for a driver's error, looking through what it was raised from."""
    if isinstance(error, LedgerError):
        return error
    seen: BaseException | None = error
    while seen is not None:
        names = [kind.__name__ for kind in type(seen).__mro__]
        if "ConstraintError" in names or "IntegrityError" in names:
            return _constraint(str(seen))
        for name in names:
            if name in SENTENCES:
                return LedgerUnavailable(SENTENCES[name])
        seen = seen.__cause__ or seen.__context__
    answers = not {kind.__name__ for kind in type(error).__mro__} & SILENT
    return LedgerUnavailable(f"{REFUSES if answers else SILENCE} (It said: {_shortened(error)})")


def _constraint(text: str) -> LedgerError:
    if "one_running" in text or "UNIQUE constraint failed: entry.owner" in text:
        return Refused(RUNNING)
    if "foreign key" in text.lower():
        return Refused("This refers to something that is not there, or is still used elsewhere.")
    return Refused(f"The ledger refused the change. (It said: {_shortened(text)})")


def _shortened(said: object) -> str:
    return " ".join(str(said).split())[:200]
