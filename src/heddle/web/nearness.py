"""Passages near a text, a place, a code or a theme, by a model that the person has."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar import get, post
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from heddle.findings.languages import Foreign, foreign_to
from heddle.findings.nearness import Near, Nearness, Wanted, texts_of
from heddle.meaning.encoders import ENGINE
from heddle.store.model_folders import ModelFolder, ModelFolders
from heddle.study.rules import refuse
from heddle.web.given import TheHouse, TheSession
from heddle.web.session import state_folder
from heddle.web.works import Hand, Work

VECTORS: Final = "vectors"
"""The kind of work that has a model read the talk."""
Words = Annotated[str, QueryParameter(max_length=4000)]
Id = Annotated[str, QueryParameter(max_length=60)]
Name = Annotated[str, QueryParameter(max_length=200)]
Offset = Annotated[int, QueryParameter(ge=0, le=1 << 31)]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


class Encoder(msgspec.Struct, kw_only=True):
    """A model that finds passages by meaning, and what of this study it cannot be trusted with."""

    name: str
    licence: str
    languages: list[str]
    """Empty: nobody said which."""
    foreign: list[Foreign]
    """Languages of the study that it was not made for."""


class Chosen(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A model by its name; empty: the only one."""

    model: str = ""


@get("/near/models", sync_to_thread=True)
def read_encoders(house: TheHouse, session: TheSession) -> list[Encoder]:
    """Return the models on this computer that find passages by meaning."""
    with house.view(session) as view:
        return [
            Encoder(
                name=model.name,
                licence=model.licence,
                languages=model.languages,
                foreign=foreign_to(view, model.languages),
            )
            for model in _models().all()
            if model.engine == ENGINE
        ]


@post("/near/read", status_code=HTTP_200_OK, sync_to_thread=True)
def read_talk(data: JSONBody[Chosen], house: TheHouse) -> Work:
    """Have a model read the talk; a work, which goes on while people do other things."""
    model = _model(data.model)

    def run(hand: Hand) -> None:
        used = house.encoders.use(model)
        with hand.ending(used.child.close):
            with house.study.whole() as view:
                texts = texts_of(view)
            used.library.encode(texts, progress=hand.tell, stopped=lambda: hand.stopped)

    return house.works.start(VECTORS, model.hash, run)


@get("/near", sync_to_thread=True)
def find_near(  # noqa: PLR0917 - Litestar passes them by name
    house: TheHouse,
    session: TheSession,
    q: Words = "",
    turn: Id = "",
    start: Offset = 0,
    end: Offset = 0,
    code: Id = "",
    theme: Id = "",
    wanted: FromQuery[Wanted] = "all",
    team: FromQuery[bool] = False,
    limit: Limit = 20,
    model: Name = "",
) -> Near:
    """Return passages near a text, the words at a place, a code's extracts or a theme's."""
    if not (q.strip() or turn or code or theme):
        refuse(
            "Nothing was asked for.", "Type a few words, or choose a code or a theme.", "nothing"
        )
    used = house.encoders.use(_model(model))
    vector = used.child.question(q) if q.strip() else None
    with house.view(session) as view:
        near = Nearness(view, used.library)
        if vector is not None:
            return near.like(vector, team=team, limit=limit)
        if turn:
            return near.like_place(turn, start, end, team=team, limit=limit)
        codes = [code] if code else near.codes_of_theme(theme)
        return near.like_codes(codes, wanted=wanted, team=team, limit=limit)


def _models() -> ModelFolders:
    return ModelFolders(state_folder())


def _model(name: str) -> ModelFolder:
    return _models().named(name, [ENGINE])


ROUTES: Final = [read_encoders, read_talk, find_near]
