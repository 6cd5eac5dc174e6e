"""Nearness as people use it: on the command line and in a window, with a model of their own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from heddle.cli.main import main
from heddle.meaning.encoders import ENGINE
from heddle.store.derived import STUDY
from heddle.store.model_folders import ModelFolders
from tiny_encoder import tiny_encoder
from web_window import TALK, Stream, Window, serving, small_study


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    folder = tiny_encoder(tmp_path / "tiny")
    models = ModelFolders(tmp_path / "state")
    return models.add(folder, name="Tiny", engine=ENGINE, licence="MIT", languages=["en"])


@pytest.fixture
def study(tmp_path):
    with small_study(tmp_path / "study") as study:
        yield study


@pytest.mark.usefixtures("model")
def test_near_on_the_command_line_reads_the_talk_once(study, tmp_path):
    folder = str(tmp_path / "study")
    said = CliRunner().invoke(main, ["near", folder, TALK[3][1], "--json", "--limit", "1"])
    assert said.exit_code == 0, said.output
    # The same words have the same vector, so they are the nearest to themselves.
    assert [hit["words"] for hit in json.loads(said.stdout)["rows"]] == [TALK[3][1]]
    # Nobody said in which language the talk is; the model is for English.
    assert "to be made for" not in said.stderr
    derived = study.media.derived
    (name,) = derived.names(STUDY)
    before = derived.read(STUDY, name)
    people = CliRunner().invoke(main, ["near", folder, "--theme", "Carried", "--unquoted"])
    assert people.exit_code == 0, people.output
    assert "P2" in people.stdout
    assert derived.read(STUDY, name) == before
    nothing = CliRunner().invoke(main, ["near", folder])
    assert nothing.exit_code == 2


def test_without_a_model_it_is_said_how_to_get_one(study, tmp_path, monkeypatch):
    assert study
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    said = CliRunner().invoke(main, ["near", str(tmp_path / "study"), "hope"])
    assert said.exit_code == 1
    assert "heddle models add" in said.stderr


@pytest.mark.usefixtures("model")
def test_a_window_has_the_talk_read_and_finds(study):
    study.do("sources.change", source=study.sources()[0]["id"], language="da-DK")
    turn = study.turns()[3]["id"]
    with serving(study) as served, Window(served) as window:
        (model,) = window.read("near/models")
        assert model["foreign"] == [{"language": "da", "sources": 1}]
        waiting = window.read("near", q="hope")
        assert (waiting["waiting"], waiting["rows"]) == (len(TALK), [])
        with Stream(window) as feed:
            work = window.post("near/read", {"model": ""}).json()
            while work["state"] not in ("done", "failed"):
                name, told, _ = feed.next()
                work = told if name == "work" and told["id"] == work["id"] else work
        assert work["state"] == "done"
        found = window.read("near", turn=turn, start=0, end=21, limit=2)
        assert found["waiting"] == 0
        assert turn not in {hit["place"]["turn"] for hit in found["rows"]}
        assert len(found["rows"]) == 2
        nothing = window.get("/api/near")
        assert nothing.status_code == 409
        assert "Nothing was asked for" in nothing.text


def test_an_encoder_is_added_as_any_model_is(tmp_path, monkeypatch):
    monkeypatch.setenv("HEDDLE_STATE", str(tmp_path / "state"))
    folder = tiny_encoder(tmp_path / "tiny")
    words = ["models", "add", str(folder), "--name", "Tiny", "--licence", "MIT", "--language", "en"]
    said = CliRunner().invoke(main, words)
    assert said.exit_code == 0, said.output
    (model,) = ModelFolders(tmp_path / "state").all()
    assert (model.name, model.engine, model.languages) == ("Tiny", ENGINE, ["en"])
    (tmp_path / "none").mkdir()
    refused = CliRunner().invoke(main, ["models", "add", str(tmp_path / "none"), *words[3:]])
    assert refused.exit_code == 1
    assert "no model" in refused.stderr


@pytest.mark.usefixtures("model")
def test_a_blind_coder_is_not_told_what_others_coded(study, tmp_path):
    coders = [study.do("team.add", name=name, roles=["analyst"]).id for name in ("Ana", "Bo")]
    source = study.sources()[0]["id"]
    made = study.do("rounds.plan", name="First", sources=[source], coders=coders).id
    study.do("rounds.begin", round=made)
    code = study.codes()[0]["id"]
    study.do("codings.add", codings=[{"code": code, "turn": study.turns()[4]["id"], "start": 0,
                                      "end": 7, "coder": coders[1]}])  # fmt: skip
    codes = {}
    for name in ("Ana", "Bo"):
        words = ["near", str(tmp_path / "study"), TALK[4][1], "--json", "--limit", "1"]
        said = CliRunner().invoke(main, [*words, "--by", name])
        codes[name] = json.loads(said.stdout)["rows"][0]["codes"]
    assert codes == {"Ana": [], "Bo": [code]}
