"""Settings: the environment, then config.toml, then the defaults. No secret is ever in here."""

from __future__ import annotations

import os
import re
import stat
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.folders import config_folder, data_folder, location_of, log_folder
from store.errors import Refused

LARGEST_FILE = 1_000_000
SECRETS = ("token", "secret", "password", "key_", "api_key", "passphrase")
ITEMS = {"stripe_key": "stripe", "smtp_password": "smtp", "smtp_token": "smtp-token"}
"""What some secrets are called in the keyring."""
DEFAULT_REDIRECT = "http://localhost:8976/callback"


@dataclass(frozen=True)
class Settings:
    """Everything that a person may set; `remark` is what the session says of itself instead."""

    database: str
    member: str = ""
    oauth_redirect: str = DEFAULT_REDIRECT
    sync_seconds: int = 60
    target_hours: float = 40.0
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    remote: Mapping[str, str] = field(default_factory=dict)
    """How providers are reached: `asana_url`, `linear_client_id` and the like."""

    @property
    def environment(self) -> dict[str, str]:
        """The settings of providers under the names that they have in the environment."""
        return {f"AYRON_{name.upper()}": value for name, value in self.remote.items()}

    @property
    def target_seconds(self) -> int:
        """The hours wanted in a week, in seconds."""
        return round(self.target_hours * 3600)

    @property
    def data_folder(self) -> Path:
        """The folder of the ledger's backups and of the encrypted secrets."""
        return Path(data_folder())

    @property
    def beside(self) -> str:
        """What the paths of files begin with that belong to the ledger and are not part of it.

        Each member has their own: everybody polls for their own connections. Only settings `of`
        the ledger's owner name the files that all processes of a member share.
        """
        place = self.database
        if "://" in place:
            place = os.path.join(data_folder(), f"postgresql-{_mark(place)}")
        return f"{place}.{_mark(self.member)}" if self.member else place

    def of(self, member: str) -> Settings:
        """Return the same settings for the member whose ledger was opened with them."""
        return replace(self, member=member)

    @property
    def health_file(self) -> Path:
        """Where the process that polls writes down how that goes."""
        return Path(f"{self.beside}.health.json")

    @property
    def sync_lock(self) -> Path:
        """The lock that the one process holds which polls for a ledger."""
        return Path(f"{self.beside}.sync.lock")

    @property
    def log_file(self) -> Path:
        """Where what went wrong is written down."""
        return Path(log_folder()) / "ayron.log"


NAMES: dict[str, tuple[str, type]] = {
    "database": ("AYRON_DATABASE", str),
    "member": ("AYRON_MEMBER", str),
    "oauth_redirect": ("AYRON_OAUTH_REDIRECT", str),
    "sync_seconds": ("", int),
    "target_hours": ("", float),
    "theme": ("", str),
}

_is_remote = re.compile(r"[a-z0-9]+_(?:url|auth_url|client_id)").fullmatch


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises Refused naming file and key where something is wrong."""
    variables = os.environ if environment is None else environment
    path = Path(config_folder()) / "config.toml"
    values = _from_file(path)
    for name, (variable, _kind) in NAMES.items():
        if variable and variables.get(variable):
            values[name] = variables[variable]
    remote = {name: values.pop(name) for name in list(values) if _is_remote(name)}
    for variable, value in variables.items():
        name = variable.removeprefix("AYRON_").lower()
        if variable.startswith("AYRON_") and value and _is_remote(name) and name != "smtp_url":
            remote[name] = value
    values["remote"] = remote
    values["database"] = location_of(values.get("database", ""))
    if not 5 <= values.get("sync_seconds", 60) <= 3600:
        raise Refused(f"{path}: sync_seconds has to lie between 5 and 3600.")
    if not 0 <= values.get("target_hours", 40.0) <= 168:
        raise Refused(f"{path}: target_hours has to lie between 0 and 168.")
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    if sys.platform != "win32" and status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Refused(f"{path} can be written by others, so it is not trusted: chmod go-w it.")
    if status.st_size > LARGEST_FILE:
        raise Refused(f"{path} is too large to be a settings file.")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path} is not valid TOML: {error}.") from error
    return {name: _checked(path, name, value) for name, value in table.items()}


def _checked(path: Path, name: str, value: Any) -> Any:
    if any(word in name.casefold() for word in SECRETS) or name.casefold().endswith("_key"):
        item = ITEMS.get(name.casefold(), name)
        keeps = f"ayron secret set {item}" if name.casefold() in ITEMS else "ayron connect"
        raise Refused(
            f"{path}: “{name}” is a secret and does not belong into a file. Take it out;"
            f" `{keeps}` keeps it in the keyring as the item “ayron/{item}”."
        )
    if name == "keys":
        return _keys(path, value)
    if name not in NAMES and not _is_known_remote(name):
        known = ", ".join([*NAMES, "keys", "asana_url"])
        raise Refused(f"{path}: there is no setting “{name}”. There are: {known}.")
    kind = NAMES[name][1] if name in NAMES else str
    if kind is float and isinstance(value, int):
        value = float(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Refused(f"{path}: “{name}” has to be {KINDS[kind]}.")
    if name == "database" and _holds_password(str(value)):
        raise Refused(
            f"{path}: the password in “database” is a secret. Take it out and put it into the"
            " password file of PostgreSQL (~/.pgpass), or set AYRON_DATABASE."
        )
    if name == "smtp_url" and ":" in str(value).partition("://")[2].rpartition("@")[0]:
        raise Refused(
            f"{path}: the password in “smtp_url” is a secret. Take it out; `ayron secret set smtp`"
            " keeps it in the keyring as the item “ayron/smtp”."
        )
    return value


def _is_known_remote(name: str) -> bool:
    """Say whether a setting is one of a provider that there is."""
    if not _is_remote(name):
        return False
    from sync.kinds import kind_names

    if name in ("smtp_url", "stripe_url"):
        return True
    return name.startswith(tuple(f"{provider}_" for provider in kind_names()))


def _holds_password(url: str) -> bool:
    """Say whether the address of a database has a password in it."""
    return "://" in url and bool(re.search(r"password=|://[^/@]*:[^/]*@", url))


def _mark(url: str) -> str:
    """Tell a database and who signs in to it from others, without its password."""
    from hashlib import sha256
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    who_and_where = parts._replace(
        netloc=re.sub(":.*@", "@", parts.netloc),
        query=re.sub("password=[^&]*", "", parts.query),
    )
    return sha256(who_and_where.geturl().encode()).hexdigest()[:12]


def _keys(path: Path, table: Any) -> dict[str, str]:
    """Flatten [keys]: TOML nests an id with a dot, unless it stands in quotes."""
    flat: dict[str, Any] = {}
    entries: dict[str, Any] = table if isinstance(table, dict) else {"keys": None}
    for name, value in entries.items():
        nested = isinstance(value, dict)
        flat |= (
            {f"{name}.{verb}": keys for verb, keys in value.items()} if nested else {name: value}
        )
    if not all(isinstance(keys, str) for keys in flat.values()):
        raise Refused(f'{path}: [keys] has to hold lines like  timer.start = "s".')
    return flat


KINDS = {str: "a text in quotes", int: "a whole number", float: "a number"}
