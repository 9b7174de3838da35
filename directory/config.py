"""Every setting, with its type, default and meaning."""

import hashlib
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from platformdirs import user_config_path, user_data_path
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from directory.errors import RefusedError
from directory.paths import checkout_folder

SETTINGS_FILE = "alongside.toml"
MailTransport = Literal["file", "smtp", "null"]
SmtpSecurity = Literal["starttls", "implicit", "none"]


def default_data_folder() -> Path:
    """Return `data` in a checkout, else the user's data folder of this system."""
    checkout = checkout_folder()
    return checkout / "data" if checkout else user_data_path("alongside", appauthor=False)


def _existing_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"there is no time zone named {name!r}; write one like America/Chicago")
    return name


def _known_address(url: str) -> str:
    try:
        kind = make_url(url).get_backend_name() if url else "sqlite"
    except (ArgumentError, ValueError):
        kind = "unreadable"
    if kind not in {"sqlite", "postgresql"}:
        raise ValueError("write an address like postgresql://user:password@host/name, or sqlite:// and a file")
    return url


def _ports(text: str) -> str:
    for part in filter(None, (part.strip() for part in text.split(","))):
        if not (part.isascii() and part.isdigit() and 0 < int(part) < 65536):
            raise ValueError(f"{part!r} is no port between 1 and 65535")
    return text


def _addresses_by_commas(text: str) -> str:
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            ip_network(part)
        except ValueError:
            raise ValueError(f"{part!r} is no address and no network like 10.0.0.0/8") from None
    return text


class Settings(BaseSettings):
    """What an installation can be told, by `ALONGSIDE_…` variables or by `alongside.toml` in the data folder.

    A value handed over in code wins over the environment, which wins over the file.
    """

    model_config = SettingsConfigDict(env_prefix="ALONGSIDE_", extra="forbid", frozen=True)

    data: Annotated[Path, AfterValidator(Path.resolve)] = Field(
        default_factory=default_data_folder,
        description="The data folder: database, search index, kept feeds and alongside.toml.",
    )
    database_url: Annotated[str, AfterValidator(_known_address)] = Field(
        default="",
        description="A postgresql:// or sqlite:// address; empty means a SQLite file in the data folder.",
    )
    timezone: Annotated[str, AfterValidator(_existing_zone)] = Field(
        default="America/New_York",
        description="The agency's time zone: what today and tonight mean when no place says otherwise.",
    )
    home: str = Field(
        default="",
        max_length=120,
        description="The agency's town or ZIP: of two towns of one name, the one nearer to it is meant.",
    )
    host: str = Field(default="127.0.0.1", description="The address `alongside serve` listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port `alongside serve` listens on.")
    demo: bool = Field(
        default=False,
        description="Whether everybody here is invented: on this machine alone, one continues as any of them.",
    )
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/]+)?$",
        description="The address visitors use, such as https://directory.example.org; empty means the request's own.",
    )
    trusted_proxies: Annotated[str, AfterValidator(_addresses_by_commas)] = Field(
        default="",
        description="Addresses or networks of proxies, by commas: X-Forwarded-For and -Proto are believed from them.",
    )
    quick_exit_url: str = Field(
        default="https://www.weather.gov/",
        pattern=r"^https?://[^\s]+$",
        description="Where the quick exit of every page leads: somewhere that tells nobody anything.",
    )

    map_tiles: str = Field(
        default="",
        pattern=r"^(https?://[A-Za-z0-9.:-]+/[^\s;,'\"]*\{z\}[^\s;,'\"]*)?$",
        description="Pictures under the map, such as https://tiles.example.org/{z}/{x}/{y}.png; empty: outlines only.",
    )
    map_file: Path | None = Field(
        default=None,
        description="A PMTiles file of vector tiles on this machine, instead of map_tiles; the program hands it out.",
    )
    map_credit: str = Field(
        default="",
        max_length=120,
        description="Whose pictures they are, as is written on the map.",
    )

    caseload_cap: int = Field(
        default=0,
        ge=0,
        description="The weight of referrals above which a supervisor is told that a peer carries much; 0 for none.",
    )

    check_minutes_a_week: int = Field(
        default=120,
        ge=5,
        le=2400,
        description="For how many minutes of a coordinator's week the due list plans calls, for each coordinator.",
    )

    feeds_contact: str = Field(
        default="",
        max_length=120,
        pattern=r"^[!-~]*$",
        description="An e-mail or web address told to the servers whose feeds are read; empty means public_url.",
    )
    feeds_ports: Annotated[str, AfterValidator(_ports)] = Field(
        default="",
        description="Ports beside 80 and 443 that the addresses of feeds may name, by commas.",
    )
    feeds_private_networks: Annotated[str, AfterValidator(_addresses_by_commas)] = Field(
        default="",
        description="The agency's own addresses or networks, by commas, that feeds may be read from.",
    )
    feeds_keep_runs: int = Field(
        default=12,
        ge=2,
        le=400,
        description="Of how many runs of each feed the files and problems are kept.",
    )

    oidc_issuer: str = Field(
        default="",
        pattern=r"^(https?://[^\s]+)?$",
        description="The agency's identity provider, to sign in by; empty for none. Needs alongside[oidc].",
    )
    oidc_client_id: str = Field(default="", description="As whom this installation is registered there.")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="The secret it was given there.")

    keep_clients_days: int = Field(
        default=6 * 365 + 2,
        ge=1,
        le=36525,
        description="How many days the record of a client is kept after the service ended; then it is erased.",
    )

    keep_lists_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="How many days a short list that somebody gave away by a link can be opened; then it is deleted.",
    )

    master_key: SecretStr = Field(
        default=SecretStr(""),
        description="The master key in base64, from a secret store; with older ones after a comma. Wins over the file.",
    )
    master_key_file: Path | None = Field(
        default=None,
        description="The file of the master key; empty means one in the user's configuration folder.",
    )
    erasure_ledger: Path | None = Field(
        default=None,
        description="The file that notes destroyed keys, outside every backup; empty means one beside the key file.",
    )

    mail_transport: MailTransport = Field(
        default="file",
        description="How letters leave: file (the folder outbox in the data folder), smtp, or null for not at all.",
    )
    mail_from: str = Field(
        default="Alongside <alongside@localhost>",
        pattern=r"^[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>$",
        description="Who letters come from, written Name <name@example.org>; both are seen in every mailbox.",
    )
    smtp_host: str = Field(default="", description="The mail server that letters are handed to.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: SmtpSecurity = Field(
        default="starttls",
        description="starttls, implicit (TLS from the first byte), or none: only for a server on this machine.",
    )
    smtp_user: str = Field(default="", description="The name to sign in to the mail server with; empty for none.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    worker: bool = Field(
        default=True,
        description="Whether `alongside serve` also does the worker's jobs; not needed where `alongside worker` runs.",
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="A port of this machine's own address that shows figures to Prometheus.",
    )
    metrics_token: str = Field(
        default="",
        pattern=r"^([!-~]{32,})?$",
        repr=False,
        description="At least 32 characters; whoever sends them as bearer token is shown the figures at /metrics.",
    )

    @model_validator(mode="after")
    def _name_the_address_behind_a_proxy(self) -> Self:
        """Without it, links in letters would begin with whatever host a request names, a stranger's too."""
        if self.trusted_proxies and not self.public_url:
            raise ValueError("behind a proxy, name the address that visitors use in public_url")
        return self

    @model_validator(mode="after")
    def _choose_one_ground(self) -> Self:
        if self.map_tiles and self.map_file:
            raise ValueError("the map lies on map_tiles or on map_file; name one of them")
        return self

    @property
    def mail_folder(self) -> Path:
        """Where letters are left when they leave as files."""
        return self.data / "outbox"

    @property
    def resolved_database_url(self) -> str:
        """The address of the database in use, whether given or the default SQLite file."""
        return self.database_url or f"sqlite:///{self.data / 'alongside.sqlite3'}"

    @property
    def index_folder(self) -> Path:
        """Where the search index lives; it can be deleted and built again at any time."""
        return self.data / "index"

    @property
    def feeds_folder(self) -> Path:
        """Where the files of imported feeds are kept as they came."""
        return self.data / "feeds"

    @property
    def keys_folder(self) -> Path:
        """Where this installation's key and erasure ledger are kept by default: never beside its database."""
        digest = hashlib.sha256(str(self.data).encode()).hexdigest()[:8]
        return user_config_path("alongside", appauthor=False) / f"{self.data.name}-{digest}"

    @property
    def resolved_master_key_file(self) -> Path:
        """The file of the master key, whether named or the default one."""
        return self.master_key_file or self.keys_folder / "master.key"

    @property
    def resolved_erasure_ledger(self) -> Path:
        """The file that notes destroyed keys, whether named or the default one."""
        return self.erasure_ledger or self.keys_folder / "erasures.ledger"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.timezone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read code, then environment, then the file in the data folder the first two name."""
        del dotenv_settings, file_secret_settings
        named = env_settings() | init_settings()
        file = Path(named.get("data") or default_data_folder()) / SETTINGS_FILE
        from_file = TomlConfigSettingsSource(settings_cls, file)
        if "master_key" in from_file():
            raise ValueError("a master key may not stand beside the database; name a file elsewhere in master_key_file")
        return init_settings, env_settings, from_file


def load_settings(**given: Any) -> Settings:
    """Return the settings of this installation; `given` values win over environment and file.

    Raises RefusedError with one sentence naming the setting that cannot be used.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or SETTINGS_FILE
        reason = first["msg"].removeprefix("Value error, ")
        raise RefusedError(f"The setting {name} cannot be used: {reason}.") from None
    except ValueError as error:  # a file that is not TOML
        raise RefusedError(f"{SETTINGS_FILE} cannot be read: {error}.") from None
