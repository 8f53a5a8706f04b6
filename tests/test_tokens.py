"""Tokens: who may write, and what is kept of a secret."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from test_writing import KINDS, NEW, address, create, revisions, seen

from api.auth import auth
from api.errors import Problem
from models import Token, connection, make_engine, using
from models.instant import now
from models.vocabularies import Scope

WRITES = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def issue(archive):
    """Make a token of the archive with the seeds: its secret."""

    def issue(name, scope=Scope.write, expires_at=None, revoked=False):
        engine = make_engine(archive[0])
        with using(engine):
            secret = Token.issue(name, scope, expires_at)
            if revoked:
                assert Token.revoke(name)
            connection().commit()
        engine.dispose()
        return secret

    return issue


def write(client, authorization):
    headers = {"Authorization": authorization} if authorization is not None else {}
    return client.post("/parties", json=NEW["parties"], headers=headers)


def refused(answer):
    """Whether a write was refused as one without a valid token, and says how to bring one."""
    said = (answer.status_code, answer.json["code"], answer.headers["WWW-Authenticate"])
    return said == (401, "unauthorized", 'Bearer realm="Readout"')


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_writes_without_a_token(client, kind):
    for method in WRITES:
        path = f"/{kind}" if method == "POST" else address(kind)
        body = {} if method == "DELETE" else {"json": NEW[kind]}
        assert refused(client.open(path, method=method, **body))
    assert client.get(address(kind)).status_code == 404


def test_a_stored_record_is_not_changed_without_a_token(client):
    before = client.get("/parties/jp")
    headers = {"If-Match": before.headers["ETag"]}
    assert refused(client.put("/parties/jp", json={**before.json, "name": "?"}, headers=headers))
    assert refused(client.patch("/parties/jp", json={"name": "?"}, headers=headers))
    assert refused(client.delete("/parties/jp", headers=headers))
    assert client.get("/parties/jp").data == before.data


def test_who_may_not_write_does_not_learn_what_else_is_wrong(client):
    answers = [
        client.post("/parties", data=b"{", content_type="text/plain"),
        client.put("/parties/jp", json={}),
        client.delete("/parties/nowhere"),
    ]
    assert [refused(answer) for answer in answers] == [True] * 3


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer a b",
        "Bearer=a",
        "Basic dGVzdGVyOnNlY3JldA==",
        "Basic",
        "Digest username=tester",
        "Bearer readout",
        "Bearer readout_",
        "Bearer readout__",
        "Bearer readout_0123456789abcdef_c2VjcmV0",
        "Bearer tester",
        "Bearer Überprüft",
        "Bearer ' OR 1=1 --",
        f"Bearer {'x' * 10_000}",
    ],
)
def test_what_is_no_token_is_refused(client, sent):
    assert refused(write(client, sent))


def test_a_token_is_valid_whole_and_only_as_it_was_issued(client, archive):
    secret = archive[1].write
    readout, key, rest = secret.split("_", 2)
    near = [key, rest, secret[:-1], f"{secret}x", f"{key}_{rest}", f"{readout}_{key}_"]
    near += [secret.upper(), f"{readout}_{key}_{rest[::-1]}", f"{secret} {secret}"]
    assert [sent for sent in near if not refused(write(client, f"Bearer {sent}"))] == []


def test_a_secret_without_the_bearer_scheme_is_refused(client, archive):
    secret = archive[1].write
    assert refused(write(client, secret))
    assert refused(write(client, f"Token {secret}"))


def test_a_valid_token_writes(client, archive):
    assert write(client, f"Bearer {archive[1].write}").status_code == 201


def test_the_scheme_is_read_in_any_case(client, archive):
    assert write(client, f"bearer {archive[1].write}").status_code == 201


def test_an_expired_token_is_refused(client, issue):
    secret = issue("intern", expires_at=now() - timedelta(seconds=1))
    assert refused(write(client, f"Bearer {secret}"))


def test_a_token_is_valid_until_it_expires(client, issue):
    secret = issue("intern", expires_at=now() + timedelta(days=1))
    assert write(client, f"Bearer {secret}").status_code == 201


def test_a_revoked_token_is_refused(client, issue):
    assert refused(write(client, f"Bearer {issue('intern', revoked=True)}"))


def test_a_token_that_is_revoked_while_it_is_used_stops_there(client, archive, issue):
    secret = issue("intern")
    assert write(client, f"Bearer {secret}").status_code == 201
    engine = make_engine(archive[0])
    with using(engine):
        assert Token.revoke("intern")
        connection().commit()
    engine.dispose()
    headers = {"Authorization": f"Bearer {secret}", **seen(client, "/parties/ch")}
    assert refused(client.delete("/parties/ch", headers=headers))


def test_admin_includes_write(client, archive):
    assert write(client, f"Bearer {archive[1].admin}").status_code == 201
    [change] = revisions(client, "/parties/ch")
    assert change["by"] == "keeper"


def test_a_change_is_by_the_name_of_its_token(client, archive, issue):
    write(client, f"Bearer {issue('desk-editor')}")
    headers = {"Authorization": f"Bearer {archive[1].write}", **seen(client, "/parties/ch")}
    client.delete("/parties/ch", headers=headers)
    assert [one["by"] for one in revisions(client, "/parties/ch")] == ["desk-editor", "tester"]


def as_keeper_only(app: Flask, secret: str) -> str:
    """What a view that needs `admin` would answer.

    No route needs more than `write` so far, and every token may write, so 403 is asked of
    api.auth itself.
    """
    headers = {"Authorization": f"Bearer {secret}"}
    with app.test_request_context("/", headers=headers):
        app.preprocess_request()
        answer: str = auth.login_required(role="admin")(lambda: "the keys")()
        return answer


def test_write_does_not_include_admin(app, archive):
    with pytest.raises(Problem) as refusal:
        as_keeper_only(app, archive[1].write)
    assert (refusal.value.code, refusal.value.problem.value) == (403, "forbidden")
    assert as_keeper_only(app, archive[1].admin) == "the keys"


@pytest.mark.parametrize("sent", ["Bearer garbage", "Basic x", "Bearer", "\xff", "Bearer a b"])
def test_a_read_does_not_look_at_a_token(client, count_statements, sent):
    paths = [f"/{kind}" for kind in KINDS] + ["/meetings/osaka-2019", "/health/ready"]
    paths += ["/meetings/osaka-2019/revisions", "/meetings/osaka-2019/revisions/1"]
    with count_statements() as said:
        statuses = {client.get(path, headers={"Authorization": sent}).status_code for path in paths}
    assert statuses == {200}
    assert [statement for statement, _ in said if "tokens" in statement] == []


def test_a_token_is_looked_up_in_one_statement(writer, count_statements):
    with count_statements() as said:
        create(writer, "parties")
    assert len([statement for statement, _ in said if "tokens" in statement]) == 1


def test_a_refused_token_takes_no_turn_at_the_archive(client, count_statements):
    with count_statements() as said:
        assert refused(write(client, "Bearer readout_0123456789abcdef_c2VjcmV0"))
    assert len(said) == 1


def kept(url):
    """Everything that the tables of an archive hold, as one text, without the documents' own."""
    engine = create_engine(url)
    with engine.connect() as session:
        rows = session.execute(text("SELECT * FROM tokens")).all()
        rows += session.execute(text("SELECT * FROM revisions")).all()
    engine.dispose()
    return [str(value) for row in rows for value in row]


def test_a_secret_is_never_stored(client, archive, issue):
    secrets = [archive[1].write, archive[1].admin, issue("desk-editor")]
    for number, secret in enumerate(secrets):
        document = {**NEW["parties"], "slug": f"ch-{number}"}
        client.post("/parties", json=document, headers={"Authorization": f"Bearer {secret}"})
    values = kept(archive[0])
    assert {"tester", "keeper", "desk-editor"} <= set(values)
    random = [secret.split("_", 2)[2] for secret in secrets]
    assert [value for value in values if any(part in value for part in random)] == []


def test_a_refusal_does_not_repeat_the_secret(client, issue):
    secret = issue("intern", revoked=True)
    answer = write(client, f"Bearer {secret}")
    assert refused(answer)
    assert secret.split("_", 2)[2] not in answer.text + str(answer.headers)
