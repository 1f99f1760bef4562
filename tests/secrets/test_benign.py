"""What a scribe writes all day is left as it is."""

import pytest

from warroom.secrets import find, mask

LINES = """
200 OK in 35ms
503 from api-eu-1 since 14:02, 1,204 users affected
the password reset page is down
password reset mails are late by 10 min
token expired for all users
the token is expired
the token was rotated at 14:20
secret rotation at 14:00
secret rotated, pods restarting
auth: degraded
auth: 503s from eu-1
auth=ok db=ok cache=degraded
auth-service: degraded since 14:05
key rotation
key rotation: done at 14:20
passwords: see vault
password: see vault
password: ask bob
password: (in the vault)
the password is in the vault
the password is not the cause
the password is wrong!
password was changed by bob at 14:10
password is set to expire in 90 days
login token= missing
login token = missing
token=expired
token: missing
token: null
"token": null,
{"token": null, "password": ""}
api key was rotated
api-key: missing
api key: rotated
api key: see the vault
API key expired on 2026-11-20
the api key is valid until 2027
https://grafana/d/abc?orgId=1&from=now-1h
https://grafana.example.com/d/k8s-pods?var-key=node&var-auth=on
kubectl get pods -n auth
kubectl get secret db-credentials -n auth
kubectl describe secret/db-password
kubectl rollout restart deploy/token-service
arn:aws:iam::123456789012:role/token-reader
arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-password-AbCdEf
secret=arn:aws:secretsmanager:eu-west-1:123456789012:secret:db
mail bob@example.com about the key
ssh user@host
ssh -p 2222 ops@10.0.0.1
http://user@host/
https://bob@git.example.com/acme/app.git
git clone git@github.com:acme/app.git
ssh://git@github.com:22/acme/app.git
http://10.0.0.1:8080/health
http://[::1]:8080/@me
https://example.com:443/@bob/status/1
https://example.com/a:b@c
https://medium.com/@bob/post-1
http://host:9090/graph?g0.expr=rate(x[5m])
-p 5432
psql -h db-01 -p 5432 -U app
docker run -p 80:80 nginx
docker run -u 1000:1000 -p 8080:80 app
mysql -u root -p app
mysql -h db-01 -P 3306 -u app
curl -s http://api-1:8080/health
curl -u bob https://api.example.com
redis-cli -h cache-1 -p 6379 info
password=none
password=None, retries=3
password=null
password=true
secret=missing
token=[redacted:token]
password=****
password=********
password: ********
password=<password>
token=<token>
token=<your token here>
password=${DB_PASSWORD}
password=$DB_PASSWORD
PGPASSWORD=$PGPASSWORD psql
export TOKEN=$(cat /run/secrets/token)
token={{ token }}
token={{token}}
password: {{ .Values.db.password }}
password={password}
password=%s
password=%(password)s
password=...
password: …
api_key=xxxxxxxx
api_key=XXXX
DB_PASSWORD_FILE=/run/secrets/db_password
password_file: /etc/app/password
secretName: db-credentials
secretKeyRef: db
token_type=bearer
token_endpoint=https://login.example.com/token
tokens=1500
max_tokens: 4096
token count=3
key=value
key: value
key=production
sort_key=2024
primary key = 42
cache key: user:123:profile
partition_key=eu-west-1
keyboard=us
monkey=banana
keyspace: hits=100 misses=2
PWD=/home/bob
OLDPWD=/var/log
pass=3 fail=2
pass: 12, fail: 0
all checks pass: yes
bypass=on
passed=10 failed=0
signature: invalid
signature mismatch on the webhook
sig=SIGTERM
session=active
sessions: 1200
session timeout=30m
cookie: banner is broken
cookies: rejected by the browser
the cookie is missing
Cookie: missing
Authorization: missing
authorization: degraded
authorization header is missing
Authorization: Bearer token missing
Bearer token expired
bearer token rejected by the gateway
basic auth fails for all
Basic authentication is off
basic checks passed
credentials: rotated
credentials are in the vault
commit 9f2c1e7a4b3d5f60718293a4b5c6d7e8f9012345
9f2c1e7a4b3d5f60718293a4b5c6d7e8f9012345
rolled back to 41a9f0c
sha256:3f5a2c9b8e7d6f104132435465768798a9bacbdcedfe0f112233445566778899
image api@sha256:3f5a2c9b8e7d6f104132435465768798a9bacbdcedfe0f112233445566778899
550e8400-e29b-41d4-a716-446655440000
request 550e8400-e29b-41d4-a716-446655440000 failed
trace_id=4bf92f3577b34da6a3ce929d0e0e4736
pod api-7f9c6d5b4-x2x9z restarted
pod token-service-7f9c6d5b4-x2x9z is OOMKilled
auth-7f9c6d5b4-x2x9z CrashLoopBackOff
-5m first complaints
14:32 pool drained
2026-11-21T14:32:00Z deploy finished
/sev P1 fewer users
/suspect secret rotation broke the pool
/rule-out 2 token cache is fine
/role comms @bo
/link https://status.example.com/incidents/42
p99 2.3s, error rate 4.2%, queue=12k
CPU 93% MEM 81% load 12.4
db-01: replication lag 35s
SELECT count(*) FROM password_resets
UPDATE users SET password_hash = NULL
password=:password
password=os.environ["DB_PASSWORD"]
password = get_password()
token = settings.API_TOKEN
secret santa: friday
open secret: it never worked
the key is to restart db-01 first
key: restart db-01 first
the key was db-01
keycloak: down
secret: db-credentials
Error: secret "db-credentials" not found
token -> expired
the "password" 'reset' page
key: OPS-1234
routing_key=orders.created
session: 4 users
tokens/s: 3400
auth p99 2300ms
api keys: 14 revoked
private key: mismatch with certificate
pass rate: 98%
author=bob
the "passwd:" and "group:" lines are gone
the --password command line switch
the passphrase "enter again" prompt shows
pass `execute_plugins=False` to it
oauth: 502
OAuth token refresh is failing: 401
npm_config_cache=/tmp/x
pypi-server is down
sk-learn is not the cause
eyJ
SK
AKIA
risk-free
ask-bob-about-the-deployment
-----BEGIN PRIVATE KEY----- was in the log
-----BEGIN CERTIFICATE-----
an einem Samstag: Passwort vergessen
密码 重置 页面 坏了
naïve Zürich 東京 ⚠️ token
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_an_ordinary_line_stays(line: str) -> None:
    assert find(line) == []
    assert mask(line) == line


def test_there_are_enough_of_them() -> None:
    assert len(set(LINES)) >= 150


def test_ordinary_lines_stay_when_they_stand_together() -> None:
    text = "\n".join(LINES)
    assert mask(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "tried pass hunter2",
        "the wifi password: sunshine",
        "the password is sesame",
        "password: correct horse battery",
        "ENV DB_PASSWORD hunter2",
        "otp=123456",
        "db-01:5432:app:bob:hunter2",
    ],
)
def test_what_may_as_well_be_a_word_of_the_sentence_is_left_on_purpose(line: str) -> None:
    assert find(line) == []
