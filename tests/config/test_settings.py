"""What the operator sets: defaults, files, the words for what is wrong, and secrets kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import PREFIX, ConfigError, Settings, read_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, and no `.env` in the folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def wrong(text: str, tmp_path: Path) -> str:
    file = tmp_path / "settings"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_settings(file)
    words = str(caught.value)
    assert words[-1] in ".?"
    assert "\n" not in words
    return words


def test_with_nothing_set_the_room_opens_on_this_computer() -> None:
    settings = read_settings()
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert settings.web_room
    assert not settings.slack
    assert not settings.discord


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "CHALLENGER_WEB_PORT=1111\nCHALLENGER_LOG_LEVEL=DEBUG\nPATH=x\n# CHALLENGER_TOKEN=x\n"
    )
    monkeypatch.setenv("CHALLENGER_WEB_PORT", "2222")
    settings = read_settings()
    assert (settings.web_port, settings.log_level) == (2222, "DEBUG")


def test_the_room_closes_when_a_platform_is_set_up_unless_it_is_asked_for() -> None:
    assert not Settings(discord_token="x").web_room
    assert Settings(discord_token="x", room=True).web_room
    assert not Settings(room=False).web_room


SECRET = ("token", "secret", "seed", "key", "keys", "password")
MAIL = "CHALLENGER_SMTP_HOST=smtp.example\nCHALLENGER_MAIL_FROM=Us <us@bot.example>\n"
ID = "8e222534-7f05-4972-86e3-17c5d9f894e2"
NOTIFY = f"CHALLENGER_NOTIFY_API_KEY=ours-{ID}-{ID}\nCHALLENGER_NOTIFY_TEMPLATE={ID}\n"
HERE = "CHALLENGER_WEB_ADDRESS=http://127.0.0.1:8080\n"
MODEL = "CHALLENGER_MODEL_URL=https://models.example/v1\nCHALLENGER_MODEL_NAME=small\n"
INSTALLS = "CHALLENGER_SLACK_CLIENT_ID=1\nCHALLENGER_SLACK_CLIENT_SECRET=x\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CHALLENGER_WEBPORT=1", "CHALLENGER_WEBPORT in"),
        ("CHALLENGER_WEBPORT=1", "Did you mean CHALLENGER_WEB_PORT?"),
        ("export CHALLENGER_XYZZY=1", "CHALLENGER_XYZZY in"),
        ("CHALLENGER_WEB_PORT=-1", "CHALLENGER_WEB_PORT cannot be used"),
        ("CHALLENGER_SLACK_MODE=pigeon", "CHALLENGER_SLACK_MODE cannot be used"),
        ("CHALLENGER_DISCORD_MESSAGE_CONTENT=perhaps", "CHALLENGER_DISCORD_MESSAGE_CONTENT"),
        ("CHALLENGER_SLACK_BOT_TOKEN=x", "CHALLENGER_SLACK_APP_TOKEN is missing"),
        ("CHALLENGER_SLACK_SIGNING_SECRET=x", "CHALLENGER_SLACK_BOT_TOKEN is missing"),
        ("CHALLENGER_SLACK_CLIENT_ID=1", "CHALLENGER_SLACK_CLIENT_SECRET is missing"),
        ("CHALLENGER_SLACK_CLIENT_SECRET=x", "CHALLENGER_SLACK_CLIENT_ID is missing"),
        (f"{INSTALLS}CHALLENGER_SLACK_BOT_TOKEN=x", "exclude each other"),
        (INSTALLS, "CHALLENGER_WEB_ADDRESS is missing"),
        (f"{INSTALLS}CHALLENGER_WEB_ADDRESS=http://bot.example", "must start with https://"),
        (f"{INSTALLS}CHALLENGER_WEB_ADDRESS=https://bot.example", "SLACK_APP_TOKEN is missing"),
        ("CHALLENGER_SECRET_KEYS=short", "CHALLENGER_SECRET_KEYS cannot be used"),
        ("CHALLENGER_DISCORD_TOKEN=x\nCHALLENGER_PACE=2", "CHALLENGER_PACE works in the browser"),
        ("CHALLENGER_DATABASE=store.db", "CHALLENGER_DATABASE must start with sqlite:///"),
        ("CHALLENGER_WEB_ADDRESS=x.example", "CHALLENGER_WEB_ADDRESS must start with"),
        ("CHALLENGER_SMTP_USER=us", "CHALLENGER_SMTP_HOST is missing"),
        ("CHALLENGER_MAIL_FROM=a@b.example", "CHALLENGER_SMTP_HOST is missing"),
        ("CHALLENGER_SMTP_HOST=smtp.example", "CHALLENGER_MAIL_FROM must be the address"),
        (f"{MAIL}CHALLENGER_MAIL_FROM=nobody", "CHALLENGER_MAIL_FROM must be the address"),
        (f"{MAIL}CHALLENGER_MAIL_FROM=a b@c@d", "CHALLENGER_MAIL_FROM must be the address"),
        (f"{MAIL}CHALLENGER_SMTP_USER=us", "CHALLENGER_SMTP_PASSWORD is missing"),
        (f"{MAIL}CHALLENGER_SMTP_PASSWORD=x", "CHALLENGER_SMTP_USER is missing"),
        (f"{MAIL}CHALLENGER_SMTP_STARTTLS=none", "CHALLENGER_SMTP_STARTTLS can be none only"),
        (MAIL, "CHALLENGER_WEB_ADDRESS is missing"),
        (f"{MAIL}CHALLENGER_WEB_ADDRESS=http://bot.example", "must start with https://"),
        (f"{MAIL}{NOTIFY}", "SMTP_HOST and CHALLENGER_NOTIFY_API_KEY exclude each other"),
        (NOTIFY, "CHALLENGER_WEB_ADDRESS is missing"),
        (f"{NOTIFY}CHALLENGER_WEB_ADDRESS=http://bot.example", "must start with https://"),
        (f"{NOTIFY}CHALLENGER_MAIL_FROM=a@b.example", "CHALLENGER_SMTP_HOST is missing"),
        (f"CHALLENGER_NOTIFY_TEMPLATE={ID}", "CHALLENGER_NOTIFY_API_KEY is missing"),
        (f"{HERE}CHALLENGER_NOTIFY_API_KEY=k-{ID}-{ID}", "CHALLENGER_NOTIFY_TEMPLATE is missing"),
        (f"{HERE}CHALLENGER_NOTIFY_API_KEY=hush", "CHALLENGER_NOTIFY_API_KEY cannot be used"),
        (f"{HERE}{NOTIFY}CHALLENGER_NOTIFY_TEMPLATE=3", "CHALLENGER_NOTIFY_TEMPLATE cannot be"),
        (f"{HERE}{NOTIFY}CHALLENGER_NOTIFY_API_URL=http://x.example", "NOTIFY_API_URL must start"),
        ("CHALLENGER_MODEL_NAME=small", "CHALLENGER_MODEL_URL is missing"),
        ("CHALLENGER_MODEL_API_KEY=hush", "CHALLENGER_MODEL_URL is missing"),
        ("CHALLENGER_MODEL_URL=https://models.example", "CHALLENGER_MODEL_NAME is missing"),
        (f"{MODEL}CHALLENGER_MODEL_URL=http://models.example", "MODEL_URL must start with"),
        (f"{MODEL}CHALLENGER_MODEL_TOKENS_A_DAY=-1", "MODEL_TOKENS_A_DAY cannot be used"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_that_names_it(
    text: str, words: str, tmp_path: Path
) -> None:
    assert words in wrong(text, tmp_path)


def test_with_a_client_id_every_workspace_may_install_it(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text(
        f"{INSTALLS}CHALLENGER_WEB_ADDRESS=https://bot.example\n"
        "CHALLENGER_SLACK_MODE=http\nCHALLENGER_SLACK_SIGNING_SECRET=x\n"
        f"CHALLENGER_SECRET_KEYS={'new' * 11}, {'old' * 11},\n"
    )
    settings = read_settings(tmp_path / "settings")
    assert settings.slack
    assert settings.slack_installs
    assert not settings.web_room
    assert settings.keys == ("new" * 11, "old" * 11)


def test_the_extras_are_off_unless_they_are_set(tmp_path: Path) -> None:
    assert not read_settings().mail
    (tmp_path / "settings").write_text(f"{HERE}{NOTIFY}{MODEL}")
    settings = read_settings(tmp_path / "settings")
    assert settings.mail
    assert settings.notify
    assert (settings.model_name, settings.model_requests_a_day) == ("small", 20)


def test_a_secret_is_in_no_message_and_in_no_repr(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {name: f"hush-{name}" for name in Settings.model_fields if name.endswith(SECRET)}
    )
    assert "hush" not in f"{settings!r} {settings}"
    assert "hush" not in wrong("CHALLENGER_SLACK_BOT_TOKEN=hush", tmp_path)
    assert "hush" not in wrong("CHALLENGER_MODEL_API_KEY=hush", tmp_path)
    assert "hush" not in wrong(f"{HERE}CHALLENGER_NOTIFY_API_KEY=hush", tmp_path)


def test_every_secret_is_kept_as_one() -> None:
    for name, field in Settings.model_fields.items():
        secret = name.endswith(SECRET)
        assert secret == ("SecretStr" in str(field.annotation)), name


def test_settings_are_not_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().web_port = 1  # type: ignore[misc]  # the very thing that is refused
