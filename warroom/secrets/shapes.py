"""Secrets that tell themselves: each begins with a word of its maker and goes on in a known way."""

import re
from collections.abc import Iterator
from functools import cache

from warroom.secrets.span import Secret

_RUN = r"[\w-]{16,}+"
_LETTERS = r"[A-Za-z0-9]{16,}+"

# What it begins with, its kind, how it goes on. A group is the secret where the beginning is only an address.
_SHAPES = (
    ("AKIA", "aws key", r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("ASIA", "aws key", r"[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("ghp_", "github token", _LETTERS),
    ("gho_", "github token", _LETTERS),
    ("ghu_", "github token", _LETTERS),
    ("ghs_", "github token", r"[\w.-]{16,}+"),
    ("ghr_", "github token", _LETTERS),
    ("github_pat_", "github token", _RUN),
    ("glpat-", "gitlab token", r"[\w.-]{16,}+"),
    ("gldt-", "gitlab token", _RUN),
    ("glrt-", "gitlab token", _RUN),
    ("glptt-", "gitlab token", _RUN),
    ("xoxa-", "slack token", r"[\w-]{10,}+"),
    ("xoxb-", "slack token", r"[\w-]{10,}+"),
    ("xoxc-", "slack token", r"[\w-]{10,}+"),
    ("xoxd-", "slack token", r"[\w%-]{10,}+"),
    ("xoxe-", "slack token", r"[\w-]{10,}+"),
    ("xoxe.", "slack token", r"xox[a-z]-[\w-]{10,}+"),
    ("xoxo-", "slack token", r"[\w-]{10,}+"),
    ("xoxp-", "slack token", r"[\w-]{10,}+"),
    ("xoxr-", "slack token", r"[\w-]{10,}+"),
    ("xoxs-", "slack token", r"[\w-]{10,}+"),
    ("xapp-", "slack token", r"[\w-]{10,}+"),
    ("hooks.slack.com/", "slack webhook", r"(?:services|workflows|triggers)/([\w/-]{8,}+)"),
    ("discord.com/api/", "discord webhook", r"(?:v\d{1,3}/)?webhooks/(\d{1,30}/[\w-]{8,}+)"),
    ("discordapp.com/api/", "discord webhook", r"(?:v\d{1,3}/)?webhooks/(\d{1,30}/[\w-]{8,}+)"),
    ("webhook.office.com/", "teams webhook", r"webhook(?:b2)?/([\w@/-]{8,}+)"),
    ("outlook.office.com/", "teams webhook", r"webhook/([\w@/-]{8,}+)"),
    ("events.pagerduty.com/", "pagerduty key", r"integration/([\w-]{8,}+)"),
    ("hooks.zapier.com/", "zapier webhook", r"hooks/catch/([\w/-]{6,}+)"),
    ("api.telegram.org/", "telegram token", r"(?:file/)?bot(\d{1,20}:[\w-]{8,}+)"),
    (":AA", "telegram token", r"(?<=\d{8}:AA)[\w-]{30,40}(?![\w-])"),
    ("sk_live_", "stripe key", r"[A-Za-z0-9]{8,}+"),
    ("sk_test_", "stripe key", r"[A-Za-z0-9]{8,}+"),
    ("rk_live_", "stripe key", r"[A-Za-z0-9]{8,}+"),
    ("rk_test_", "stripe key", r"[A-Za-z0-9]{8,}+"),
    ("whsec_", "stripe key", r"[A-Za-z0-9+/=]{16,}+"),
    ("AIza", "google key", r"[\w-]{30,}+"),
    ("ya29.", "google token", _RUN),
    ("GOCSPX-", "google secret", _RUN),
    ("eyJ", "jwt", r"(?<![\w-]eyJ)[\w-]{10,}+(?:\.[\w-]*+){1,4}"),
    ("sk-", "api key", r"(?=[A-Za-z_-]{0,80}+\d)[\w-]{20,}+"),
    ("npm_", "npm token", r"[A-Za-z0-9]{30,}+"),
    ("pypi-", "pypi token", r"(?:AgE[\w-]{10,}+|[\w-]{60,}+)"),
    ("SG.", "sendgrid key", r"[\w-]{16,}+\.[\w-]{16,}+"),
    ("SK", "twilio key", r"[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("hvs.", "vault token", _RUN),
    ("hvb.", "vault token", _RUN),
    ("hvr.", "vault token", _RUN),
    ("dop_v1_", "digitalocean token", r"[a-f0-9]{32,}+"),
    ("doo_v1_", "digitalocean token", r"[a-f0-9]{32,}+"),
    ("dor_v1_", "digitalocean token", r"[a-f0-9]{32,}+"),
    ("NRAK-", "newrelic key", r"[A-Z0-9]{16,}+"),
    ("glsa_", "grafana token", _RUN),
    ("glc_", "grafana token", r"[A-Za-z0-9+/=]{24,}+"),
    ("dapi", "databricks token", r"[0-9a-f]{32}(?![A-Za-z0-9])"),
    ("shpat_", "shopify token", r"[0-9a-f]{24,}+"),
    ("hf_", "hugging face token", r"[A-Za-z]{30,}+"),
    ("dckr_pat_", "docker token", _RUN),
    ("ATATT3", "atlassian token", r"[\w=-]{30,}+"),
    ("sntrys_", "sentry token", r"[\w=+/-]{20,}+"),
    ("tskey-", "tailscale key", _RUN),
    ("AGE-SECRET-KEY-1", "age key", r"[A-Z0-9]{30,}+"),
    ("$2a$", "password hash", r"\d\d\$[\w./]{20,}+"),
    ("$2b$", "password hash", r"\d\d\$[\w./]{20,}+"),
    ("$2y$", "password hash", r"\d\d\$[\w./]{20,}+"),
    ("$5$", "password hash", r"[\w./$=-]{20,}+"),
    ("$6$", "password hash", r"[\w./$=-]{20,}+"),
    ("$y$", "password hash", r"[\w./$=-]{20,}+"),
    ("$argon2", "password hash", r"[\w./$=,+-]{20,}+"),
)  # fmt: skip


_BEGINNINGS = tuple(begin for begin, _, _ in _SHAPES)
_LONG_ENOUGH = re.compile(r"\S{15}")


def in_shape(words: str) -> Iterator[Secret]:
    """The secrets among these words that can be told by their looks alone."""
    if not _LONG_ENOUGH.search(words) or not any(map(words.__contains__, _BEGINNINGS)):
        return
    for begin, kind, rest in _SHAPES:
        at = words.find(begin)
        while at >= 0:
            end = at + len(begin)
            if not (at and begin[0].isalnum() and words[at - 1].isalnum() and words[at - 1].isascii()):
                match = _compiled(rest).match(words, end)
                if match:
                    yield Secret(match.start(1) if match.re.groups else at, match.end(), kind)
                    end = match.end()
            at = words.find(begin, end)


@cache
def _compiled(rest: str) -> re.Pattern[str]:
    return re.compile(rest, re.ASCII)
