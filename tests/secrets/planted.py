"""Secrets planted in text: values drawn from a fixed seed, put into the places where people and programs leave them."""

import base64
import random
import string
from collections.abc import Callable, Iterator

import msgspec

SEED = 20_261_121
LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


class Planted(msgspec.Struct, frozen=True):
    """A text, the secret in it, and what stands before and after and must stay."""

    before: str
    secret: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.secret + self.after


class Chance:
    """Values as they are made by people, programs and makers of services."""

    def __init__(self) -> None:
        self._draw = random.Random(SEED)

    def of(self, letters: str, length: int) -> str:
        return "".join(self._draw.choice(letters) for _ in range(length))

    def mixed(self, length: int) -> str:
        """Letters of both kinds and a digit in any case."""
        return self.of(LETTERS, length - 3) + self.of(string.digits, 1) + "aQ"

    def chosen(self) -> str:
        """A password as people choose them under a policy."""
        word = self._draw.choice(["Summer", "Winter", "Dragon", "Falcon", "Monkey", "Berlin", "hunter", "letmein"])
        return f"{word}{self._draw.randint(10, 9999)}{self._draw.choice(['!', '#', '', '_x', '?Z'])}"

    def typed(self) -> str:
        """A password as a generator makes them."""
        return self.mixed(self._draw.randint(10, 24)) + self._draw.choice(
            ["", "!", "-x", ".9", "+/8", "%4", "=7", "~A"]
        )

    def spaced(self) -> str:
        """A passphrase of several words."""
        return " ".join(self._draw.sample(["correct", "horse", "battery", "staple", "Tr0ub4dor", "orange"], 4))

    def basic(self) -> str:
        return base64.b64encode(f"ops:{self.chosen()}".encode()).decode()

    def jwt(self) -> str:
        return f"eyJ{self.mixed(20)}.eyJ{self.mixed(40)}.{self.mixed(43)}"

    def digest(self) -> str:
        return f'username="bob", realm="x", nonce="{self.of(HEX, 16)}", response="{self.of(HEX, 32)}"'

    def signed(self) -> str:
        return (
            f"Credential={self.mixed(20)}/20261121/eu/s3/aws4_request, SignedHeaders=host, Signature={self.of(HEX, 64)}"
        )

    def slack_webhook(self) -> str:
        return f"T{self.mixed(9)}/B{self.mixed(9)}/{self.mixed(24)}"

    def discord_webhook(self) -> str:
        return f"{self.of('123456789', 18)}/{self.mixed(68)}"

    def account_key(self) -> str:
        return "-----BEGIN PRIVATE KEY-----\\n" + self.pem_lines(3, "\\n")

    def pem_lines(self, lines: int, end: str = "\n") -> str:
        return end.join(self.mixed(64) for _ in range(lines)) + end + self.mixed(22) + "=="


chance = Chance()

BY_THEMSELVES: dict[str, Callable[[], str]] = {
    "aws key": lambda: "AKIA" + chance.of(string.ascii_uppercase + string.digits, 16),
    "aws key for a session": lambda: "ASIA" + chance.of(string.ascii_uppercase + string.digits, 16),
    "github personal": lambda: "ghp_" + chance.mixed(36),
    "github oauth": lambda: "gho_" + chance.mixed(36),
    "github user": lambda: "ghu_" + chance.mixed(36),
    "github server": lambda: "ghs_" + chance.mixed(36),
    "github refresh": lambda: "ghr_" + chance.mixed(36),
    "github fine-grained": lambda: f"github_pat_{chance.mixed(22)}_{chance.mixed(59)}",
    "gitlab": lambda: "glpat-" + chance.mixed(20),
    "slack bot": lambda: f"xoxb-{chance.of(string.digits, 12)}-{chance.of(string.digits, 12)}-{chance.mixed(24)}",
    "slack user": lambda: f"xoxp-{chance.of(string.digits, 12)}-{chance.mixed(32)}",
    "slack app": lambda: f"xoxa-2-{chance.mixed(24)}",
    "stripe": lambda: "sk_live_" + chance.mixed(24),
    "stripe restricted": lambda: "rk_live_" + chance.mixed(24),
    "stripe webhook": lambda: "whsec_" + chance.mixed(32),
    "google": lambda: "AIza" + chance.mixed(35),
    "jwt": chance.jwt,
    "openai": lambda: "sk-" + chance.mixed(48),
    "openai project": lambda: "sk-proj-" + chance.mixed(64),
    "anthropic": lambda: "sk-ant-api03-" + chance.mixed(80),
    "npm": lambda: "npm_" + chance.mixed(36),
    "pypi": lambda: "pypi-AgEIcHlwaS5vcmc" + chance.mixed(70),
    "sendgrid": lambda: f"SG.{chance.mixed(22)}.{chance.mixed(43)}",
    "twilio": lambda: "SK" + chance.of(HEX, 32),
    "telegram": lambda: f"{chance.of('123456789', 10)}:AA{chance.mixed(33)}",
    "vault": lambda: "hvs." + chance.mixed(90),
    "digitalocean": lambda: "dop_v1_" + chance.of(HEX, 64),
    "new relic": lambda: "NRAK-" + chance.of(string.ascii_uppercase, 27),
    "password hash": lambda: f"$2b$12${chance.mixed(53)}",
    "age": lambda: "AGE-SECRET-KEY-1" + chance.of(string.ascii_uppercase, 58),
}  # fmt: skip
"""Secrets that need no name beside them."""

SURROUNDINGS = (
    "{}",
    "rotated {} just now",
    "14:32 bob pasted {} into the channel, please revoke",
    "(seen in the log: {})",
    'level=error msg="refused {}" status=401',
    "https://api.example.com/v1/items/{}?full=1",
    "- {}\n- the next line stays",
)

PEOPLES: tuple[Callable[[], str], ...] = (chance.chosen, chance.typed)
TOKENS: tuple[Callable[[], str], ...] = (lambda: chance.mixed(24), lambda: chance.of(HEX, 39) + "7")

BEHIND_NAMES: tuple[tuple[str, tuple[Callable[[], str], ...]], ...] = (
    # Environment lines.
    ("DB_PASSWORD={}", PEOPLES),
    ("export DATABASE_PASSWORD='{}'", (*PEOPLES, chance.spaced)),
    ("PGPASSWORD={} psql -h db-01 -p 5432 -U app", PEOPLES),
    ("MYSQL_PWD={} mysqldump app", PEOPLES),
    ("AWS_ACCESS_KEY_ID missing AWS_SECRET_ACCESS_KEY={}", (lambda: chance.mixed(38) + "/x",)),
    ("REDIS_PASS={}\nREDIS_HOST=cache-1", PEOPLES),
    ("SLACK_SIGNING_SECRET={}", TOKENS),
    ("API_TOKEN_PROD={} ./deploy.sh", TOKENS),
    ("DD_API_KEY={} DD_SITE=datadoghq.eu", TOKENS),
    ("NEW_RELIC_LICENSE_KEY={}", TOKENS),
    ("PAGERDUTY_TOKEN: {}", TOKENS),
    ("TELEGRAM_BOT_TOKEN={}", TOKENS),
    ("docker run -e POSTGRES_PASSWORD={} -p 5432:5432 postgres:16", PEOPLES),
    # Options.
    ("app --password {} --verbose", PEOPLES),
    ("app --password={} --verbose", PEOPLES),
    ("app --token={} status", TOKENS),
    ("vaultctl --client-secret '{}' login", (*TOKENS, chance.spaced)),
    ("java -Dspring.datasource.password={} -jar app.jar", PEOPLES),
    ("mysql -uroot -p{} app < dump.sql", PEOPLES),
    ("mysqldump -h db-01 -p'{}' app", PEOPLES),
    ("curl -s -u admin:{} https://api.example.com/health", PEOPLES),
    ('curl -u "admin:{}" https://api.example.com', PEOPLES),
    ("sshpass -p {} ssh root@10.0.0.1 -p 2222", PEOPLES),
    ("redis-cli -h cache-1 -a {} info", PEOPLES),
    ("echo ok && docker login -u bob -p {} registry.example.com", PEOPLES),
    ("kubectl create secret generic db --from-literal=password={}", PEOPLES),
    # Settings, JSON, YAML, XML.
    ('{{"user": "bob", "password": "{}", "port": 5432}}', (*PEOPLES, chance.spaced)),
    ('{{"clientSecret":"{}","scope":"read"}}', TOKENS),
    ('{{"access_token":"{}","token_type":"bearer","expires_in":3600}}', TOKENS),
    ("{{'api_key': '{}', 'retries': 3}}", TOKENS),
    (r'body "{{\"password\":\"{}\",\"port\":1}}" was refused', PEOPLES),
    ('{{"tokens": ["{}"], "n": 1}}', TOKENS),
    ('{{\n  "private_key_id": "0a1b2c",\n  "apiKey":\n    "{}"\n}}', TOKENS),
    ('[{{"name": "DB_PASSWORD", "value": "{}"}}, {{"name": "PORT", "value": "80"}}]', PEOPLES),
    ("env:\n  - name: DB_PASSWORD\n    value: {}\n  - name: PORT\n    value: 80", PEOPLES),
    ("db:\n  user: bob\n  password: {}\n  port: 5432", (*PEOPLES, lambda: "swordfish")),
    ("db:\n  password: '{}'  # rotate\n", (*PEOPLES, chance.spaced)),
    ("secret: |\n  {}\nnext: 1", TOKENS),
    ("- token: {}\n- port: 80", TOKENS),
    ("password = {}", (*PEOPLES, lambda: "swordfish")),
    ("password={} host=db-01 user=bob", PEOPLES),
    ("Server=db-01;Password={};Encrypt=yes", PEOPLES),
    ("AccountName=files;AccountKey={};EndpointSuffix=core.windows.net", (lambda: chance.mixed(60) + "+/8==",)),
    ("SharedAccessKeyName=root;SharedAccessKey={}", (lambda: chance.mixed(43) + "=",)),
    ("SharedAccessSignature={}", TOKENS),
    ("SharedAccessSignature sr=files&sig={}&se=1763", (lambda: chance.mixed(40) + "%2B8%3D",)),
    ("<user>bob</user><password>{}</password>", (*PEOPLES, chance.spaced)),
    ('config["password"] = "{}"', (*PEOPLES, chance.spaced)),
    (":password => '{}', :port => 1", PEOPLES),
    ("password: `{}`", PEOPLES),
    # URLs.
    ("postgres://app:{}@db-01:5432/app?sslmode=require", (chance.chosen, lambda: chance.mixed(18))),
    ("redis://:{}@cache-1:6379/0", PEOPLES[1:]),
    ("amqp://bob:{}@mq-1", (lambda: "p@ss" + chance.mixed(8), lambda: "a/b" + chance.mixed(8))),
    ("mongodb+srv://bob:{}@cluster0.example.net/app", PEOPLES[1:]),
    ("app:{}@tcp(10.0.0.1:3306)/app?parseTime=true", PEOPLES),
    ("jdbc:postgresql://db-01/app?user=bob&password={}&ssl=true", (lambda: chance.mixed(16),)),
    ("https://{}@o1.ingest.example.io/42", (lambda: chance.of(HEX, 31) + "7",)),
    ("https://x-access-token:{}@github.com/acme/app.git", TOKENS),
    ("GET https://api.example.com/v1?token={}&page=2 401", TOKENS),
    ("https://files.example.net/a.pdf?sv=2022-11-02&sig={}&se=2026", (lambda: chance.mixed(38) + "%3D",)),
    ("https://maps.example.com/js?key={}&callback=init", TOKENS),
    ("https://s3.example.com/b/k?X-Amz-Signature={}&X-Amz-Expires=300", (lambda: chance.of(HEX, 63) + "7",)),
    ("https://s3.example.com/b/k?X-Amz-Security-Token={}#top", (lambda: chance.mixed(120),)),
    ("redirected to https://app.example.com/cb#access_token={}&state=xyz", TOKENS),
    ("https://hooks.slack.com/services/{} answers 404", (chance.slack_webhook,)),
    ("https://discord.com/api/webhooks/{} answers 404", (chance.discord_webhook,)),
    ("https://acme.webhook.office.com/webhookb2/{} answers 404", (lambda: f"{chance.mixed(36)}@{chance.mixed(36)}",)),
    ("https://api.telegram.org/bot{}/sendMessage", (lambda: f"{chance.of('123456789', 9)}:{chance.mixed(35)}",)),
    # Headers.
    ("Authorization: Bearer {}", (*TOKENS, chance.jwt)),
    ("authorization: Basic {}\nAccept: */*", (chance.basic,)),
    ("Authorization: Token {}", TOKENS),
    ("Proxy-Authorization: Negotiate {}", (lambda: chance.mixed(40) + "==",)),
    ("Authorization: {}", TOKENS),
    ("curl -H 'Authorization: Bearer {}' https://api.example.com/health", (*TOKENS, chance.jwt)),
    ('{{"headers": {{"Authorization": "Bearer {}", "Accept": "*/*"}}}}', TOKENS),
    ("sent Bearer {} and got 401", (*TOKENS, chance.jwt)),
    ("it sends Basic {}, wrong user", (chance.basic,)),
    ('Authorization: Digest {}', (chance.digest,)),
    ("Authorization: AWS4-HMAC-SHA256 {}", (chance.signed,)),
    ("X-Api-Key: {}\nHost: api.example.com", TOKENS),
    ("x-vault-token: {}", TOKENS),
    ("X-Auth-Token: {}\r\nHost: api.example.com\r\n", TOKENS),
    ("Ocp-Apim-Subscription-Key: {}", TOKENS),
    ("Cookie: session={}", TOKENS),
    ("Cookie: theme=; sid={}; lang=", TOKENS),
    ("Set-Cookie: sid={}; Path=/; HttpOnly; Secure", TOKENS),
    ("curl -b 'sid={}' https://app.example.com", TOKENS),
    ("curl --cookie 'sid={}' https://app.example.com", TOKENS),
    # Notes.
    ("the password is {}", PEOPLES),
    ("password for the replica is {}, use it", (chance.chosen,)),
    ("root password was changed to {} by bob", (chance.chosen,)),
    ("my password is: {}", PEOPLES),
    ("password -> {}", (chance.typed,)),
    ('password "{}" was used', PEOPLES),
    ("creds: admin/{}", (chance.chosen,)),
    ("credentials: bob:{} for now", (chance.chosen,)),
    ("api key: {} (old one)", TOKENS),
    ("client secret: {}", TOKENS),
    ("their token is {}", TOKENS),
    ("log in as bob, password: {}", (chance.typed,)),
    ("pw: {} works again", (chance.typed,)),
    ("use password {}", (lambda: "Falcon" + chance.of(string.digits, 3) + "!x",)),
    # Files.
    ("machine api.example.com login bob password {}", PEOPLES),
    ("machine api.example.com\n  login bob\n  password {}\n", PEOPLES),
    ("//registry.example.com/:_authToken={}", TOKENS),
    ("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\nafter", (lambda: chance.pem_lines(5),)),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----", (lambda: chance.pem_lines(3),)),
    ("it said: -----BEGIN PRIVATE KEY-----\n{}", (lambda: chance.pem_lines(2),)),
    ("{}\n-----END PRIVATE KEY-----\nrest of the log", (lambda: chance.pem_lines(3),)),
    (r'"-----BEGIN EC PRIVATE KEY-----\n{}\n-----END EC PRIVATE KEY-----\n"', (lambda: chance.pem_lines(2, "\\n"),)),
    ('{{"type": "service_account", "private_key": "{}", "client_id": "1"}}', (chance.account_key,)),
    ("{}", (lambda: chance.mixed(64),)),
)  # fmt: skip
"""Places that name or carry a secret, and the makers of what is put there. Doubled braces are single ones."""

ROUNDS = 4


def plant(template: str, secret: str) -> Planted:
    """The secret in its place; braces of the template are written twice."""
    before, after = (part.replace("{{", "{").replace("}}", "}") for part in template.split("{}"))
    return Planted(before, secret, after)


def planted() -> Iterator[Planted]:
    """All of them, the same ones each time."""
    for make in BY_THEMSELVES.values():
        for surrounding in SURROUNDINGS:
            yield plant(surrounding, make())
    for template, makers in BEHIND_NAMES:
        for make in makers:
            for _ in range(ROUNDS):
                yield plant(template, make())
