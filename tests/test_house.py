"""The house rules that a program can check: who knows whom, how long things are, what seeds are."""

import ast
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
import pycountry
import pytest
from checked import CheckedClient
from flask.testing import FlaskClient

from api.app import create_app
from api.settings import Settings
from schemas import KINDS

ROOT = Path(__file__).parents[1]
# Each package with those of ours that it may know.
KNOWS = {
    "api": {"api", "schemas", "models"},
    "schemas": {"schemas", "models"},
    "models": {"models"},
}
PACKAGES = tuple(KNOWS)
WEB = {"flask", "flask_smorest", "flask_cors", "flask_httpauth", "werkzeug", "webargs"}
LONGEST_FUNCTION, LONGEST_FILE = 40, 300
# A registry's address in a lock file would send everybody past their own. Not to be found in
# this file itself, they are put together here.
REGISTRIES = [".".join(("pypi", "org")), "python" + "hosted", ".".join(("registry", "npmjs"))]


def files(package):
    """The source files of a package, but for those that a command writes."""
    found = sorted((ROOT / package).rglob("*.py"))
    return [path for path in found if path.parent.name != "versions"]


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def nodes(package, *kinds):
    """What is found in a package, each with the place where it stands."""
    for path in files(package):
        for node in ast.walk(tree(path)):
            if isinstance(node, kinds):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def imports(package):
    """The outermost names of what a package imports, each with the place where it does."""
    for place, node in nodes(package, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            yield from ((place, name.name.split(".")[0]) for name in node.names)
        else:
            yield place, package if node.level else (node.module or "").split(".")[0]


# Who knows whom


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_one_way(package):
    ours = {"tests", *PACKAGES} - KNOWS[package]
    assert [found for found in imports(package) if found[1] in ours] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_relative_imports_stay_within_their_package(package):
    for path in files(package):
        depth = len(path.relative_to(ROOT).parts) - 1
        levels = [n.level for n in ast.walk(tree(path)) if isinstance(n, ast.ImportFrom)]
        assert max(levels, default=0) <= depth, path


def test_only_the_api_knows_the_web():
    assert {name for _, name in imports("api")} >= {"flask", "flask_smorest", "werkzeug"}
    for package in ("schemas", "models"):
        assert [found for found in imports(package) if found[1] in WEB] == []


def test_the_contract_knows_no_database():
    assert [found for found in imports("schemas") if found[1] in {"sqlalchemy", "alembic"}] == []


def test_the_store_knows_no_documents():
    strangers = {"marshmallow", "orjson", "json"}
    assert [found for found in imports("models") if found[1] in strangers] == []


# Nothing that surprises


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_do_not_assert(package):
    """What must hold is checked with -O too."""
    assert [place for place, _ in nodes(package, ast.Assert)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_function_can_be_seen_at_once(package):
    functions = nodes(package, ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {f"{place} {f.name}": f.end_lineno - f.lineno + 1 for place, f in functions}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_file_can_be_read_at_once(package):
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(package)}
    long = {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > LONGEST_FILE}
    assert long == {}


def test_there_is_no_drawer_for_odds_and_ends():
    names = {path.stem for package in PACKAGES for path in files(package)}
    assert names.isdisjoint({"utils", "util", "helpers", "helper", "common", "misc"})


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_says_what_it_is(package):
    written = [path for path in files(package) if path.read_text(encoding="utf-8").strip()]
    assert [path for path in written if not ast.get_docstring(tree(path))] == []


def test_a_noun_has_one_file_in_every_folder():
    for schema in KINDS.values():
        record, plural = schema.model.record, schema.model.__tablename__
        for path in (f"models/{record}.py", f"schemas/{record}.py", f"api/{plural}.py"):
            assert (ROOT / path).is_file(), path
        assert (ROOT / "seeds" / plural).is_dir()


# Seeds


def seeds():
    """Every seed with its file."""
    found = sorted((ROOT / "seeds").glob("*/*.json"))
    return [(path, orjson.loads(path.read_bytes())) for path in found]


def test_a_seed_is_called_by_its_slug_and_lies_in_the_folder_of_its_kind():
    for path, document in seeds():
        assert path.stem == document["slug"], path
        assert path.parent.name == KINDS[document["record"]].model.__tablename__, path
        assert [*document][:2] == ["record", "slug"], path
    assert {path.parent.name for path, _ in seeds()} == {
        schema.model.__tablename__ for schema in KINDS.values()
    }


def parties(*kinds):
    return {d["slug"] for _, d in seeds() if d["record"] == "party" and d["kind"] in kinds}


def test_a_state_is_called_by_its_iso_code():
    codes = {country.alpha_2.lower() for country in pycountry.countries}
    # Kosovo has the code that everybody uses, and none of ISO's.
    assert parties("state") - codes - {"xk"} == set()


def test_a_former_state_is_called_by_its_iso_code():
    codes = {country.alpha_4.lower() for country in pycountry.historic_countries}
    plain = {slug for slug in parties("former_state") if "-" in slug}
    assert parties("former_state") - plain - codes == set()


def test_two_letters_are_a_code():
    codes = {country.alpha_2.lower() for country in pycountry.countries}
    everyone = parties("state", "former_state", "territory", "organisation")
    assert {slug for slug in everyone if len(slug) == 2} <= codes | {"xk", "eu", "un"}
    # South Vietnam: ISO's VDVN is the North.
    assert "vdvn" not in parties("former_state") or "south-vietnam" not in parties("former_state")


def languages(part):
    """The languages that a document names."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from [value] if name in ("language", "original_language") else languages(value)
    elif isinstance(part, list):
        for inner in part:
            yield from languages(inner)


def test_languages_are_those_of_iso_639():
    named = {tag.split("-")[0] for _, document in seeds() for tag in languages(document) if tag}
    assert named
    for code in named:
        key = "alpha_2" if len(code) == 2 else "alpha_3"
        assert pycountry.languages.get(**{key: code}), code


# One process, two archives


def client_of(archive):
    app = create_app(Settings(database_url=archive[0]))
    app.test_client_class = CheckedClient
    client = app.test_client()
    client.token = archive[1].write
    return client


@pytest.fixture
def two(database):
    """A client of an archive with the seeds, and one of an empty archive, in one process."""
    with database.copy(seeded=True) as full, database.copy(seeded=False) as bare:
        clients = client_of(full), client_of(bare)
        yield clients
        for client in clients:
            client.application.extensions["engine"].dispose()


def count(client, path):
    return client.get(f"/{path}?limit=1&total=true").json["total"]


def test_two_archives_in_one_process_do_not_mix(two):
    full, bare = two
    seeded = len(parties("state", "former_state", "territory", "organisation"))
    for number in range(3):
        assert (count(full, "parties"), count(bare, "parties")) == (seeded, number)
        party = {"slug": f"party-{number}", "name": "One", "kind": "organisation"}
        assert bare.post("/parties", json=party).status_code == 201
        assert full.get(f"/parties/party-{number}").status_code == 404
        assert bare.get("/parties/jp").status_code == 404


def test_two_archives_do_not_mix_when_threads_come_and_go(two):
    full, bare = two
    seeded = count(full, "meetings")

    def read(number):
        client = two[number % 2].application.test_client()
        return count(client, "meetings")

    with ThreadPoolExecutor(4) as threads:
        counted = list(threads.map(read, range(40)))
    assert counted == [seeded, 0] * 20
    assert (count(full, "meetings"), count(bare, "meetings")) == (seeded, 0)


def test_two_applications_describe_themselves_alike(two):
    first, second = (FlaskClient(client.application).get("/openapi.json").data for client in two)
    assert len(first) > 1000
    assert first == second


# What is kept


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_sends_anybody_to_a_registry():
    kept = [path for path in tracked() if path.is_file()]
    assert kept
    texts = {path: path.read_bytes() for path in kept}
    found = [
        (str(path.relative_to(ROOT)), name)
        for path, text in texts.items()
        for name in REGISTRIES
        if name.encode() in text
    ]
    assert found == []
