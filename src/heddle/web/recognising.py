"""Recognition of speech in the workbench: what there is to do it with, its course, its end.

It runs as one of the server's works. What is heard is shown as it comes, from memory; on the disk
it waits among the derived files until the transcript is made, in one step.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK

from heddle.client import Study
from heddle.errors import HeddleError, NotFound
from heddle.exchange.recognised import Asked, vocabulary
from heddle.log.journal import Done
from heddle.log.operations import sentence
from heddle.recognition import Course, Told, plan, resumed, unfinished
from heddle.speech.jobs import Device, Effort, Machine, Manner, Precision
from heddle.speech.whisper import installed
from heddle.store.model_folders import ModelFolders
from heddle.study.sessions import Session
from heddle.web.ears import HeardPart, HeardSoFar
from heddle.web.given import TheHouse, TheSession
from heddle.web.house import House
from heddle.web.session import Session as WebSession
from heddle.web.session import state_folder
from heddle.web.steps import DoneSteps, finished
from heddle.web.works import Hand, Work

KIND = "recognition"
_PATIENCE = 10.0
Name = Annotated[str, QueryParameter(max_length=200)]


class KnownModel(msgspec.Struct, kw_only=True):
    """A model on this computer."""

    name: str
    engine: str
    licence: str
    languages: list[str]
    hash: str
    megabytes: float
    problem: str = ""
    """Why it cannot be used now."""


class Waiting(msgspec.Struct, kw_only=True):
    """What was heard of a session by a recognition that did not come to its end."""

    model: str
    language: str
    seconds: float
    segments: int


class Offer(msgspec.Struct, kw_only=True):
    """What can be done with a session here."""

    installed: bool
    models: list[KnownModel]
    language: str = ""
    """Of the session."""
    words: list[str] = []
    """The study's places and key words, which may be given beforehand."""
    seconds: float = 0.0
    """How much there is to hear with the chosen model."""
    speakers: list[str] = []
    """Whose channels are heard apart."""
    warnings: list[str] = []
    problem: str = ""
    hint: str = ""
    """Why nothing can be heard."""
    waiting: list[Waiting] = []
    work: Work | None = None


class Chosen(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a person wants it."""

    model: str = ""
    recordings: list[str] = []
    language: str = ""
    manner: Manner = "verbatim"
    effort: Effort = "careful"
    vocabulary: list[str] = []
    device: Device = "auto"
    precision: Precision = "auto"


@get("/sessions/{of_session:str}/recognition", sync_to_thread=True)
def read_recognition(
    house: TheHouse,
    session: TheSession,
    of_session: FromPath[str],
    model: Name = "",
    language: Name = "",
) -> Offer:
    """Return what a session can be recognised with, and what of it was heard earlier."""
    return _offer(house, session, of_session, model, language)


@post("/sessions/{of_session:str}/recognition", status_code=HTTP_200_OK, sync_to_thread=True)
def start_recognition(
    house: TheHouse, session: TheSession, of_session: FromPath[str], data: JSONBody[Chosen]
) -> Work:
    """Begin to recognise a session, or go on where an earlier run of the same was stopped."""
    desk, models = house.desk(session), _models()
    asked = Asked(
        session=of_session,
        recordings=data.recordings,
        language=data.language,
        manner=data.manner,
        effort=data.effort,
        vocabulary=data.vocabulary,
    )
    course = Course(desk, plan(desk, models, asked, data.model), house.ears.make)
    machine = Machine(device=data.device, precision=data.precision)
    ears = house.ears

    def run(hand: Hand) -> None:
        hand.tell(0.0, "Loading the model")
        ears.begin(of_session, _before(desk, course))

        def told(heed: Told) -> None:
            ears.take(of_session, heed)
            hand.tell(heed.share, "Listening")

        done = course.hear(models, machine, told, hand.ending)
        ears.end(of_session, done.result[0])

    return house.works.start(KIND, of_session, run)


@get("/sessions/{of_session:str}/recognition/heard", sync_to_thread=True)
def read_heard(
    house: TheHouse,
    session: TheSession,
    of_session: FromPath[str],
    after: Annotated[int, QueryParameter(ge=0)] = 0,
) -> HeardSoFar:
    """Return what was heard of a session since the first `after` parts, while it runs."""
    with house.view(session) as view:
        view.get(Session, of_session)
    return house.ears.after(of_session, after)


@post("/sessions/{of_session:str}/recognition/keep", status_code=HTTP_200_OK, sync_to_thread=True)
def keep_recognition(house: TheHouse, session: TheSession, of_session: FromPath[str]) -> DoneSteps:
    """Stop a recognition and make a transcript of what was heard so far."""
    desk = house.desk(session)
    course = _left(house, desk, of_session)
    done = course.keep()
    house.ears.end(of_session, done.result[0])
    return _finished(desk, done)


@post("/sessions/{of_session:str}/recognition/forget", status_code=HTTP_200_OK, sync_to_thread=True)
def forget_recognition(house: TheHouse, session: TheSession, of_session: FromPath[str]) -> Offer:
    """Stop a recognition and remove what was heard so far."""
    desk = house.desk(session)
    _stop(house, of_session)
    for each in unfinished(desk, of_session):
        Course(desk, resumed(desk, _models(), of_session, each.job)).forget()
    house.ears.begin(of_session, [])
    return _offer(house, session, of_session)


def _offer(
    house: House, session: WebSession, of_session: str, model: str = "", language: str = ""
) -> Offer:
    desk, models = house.desk(session), _models()
    with house.view(session) as view:
        of = view.get(Session, of_session)
        offer = Offer(
            installed=installed(),
            models=_known(models),
            language=of.language,
            words=vocabulary(view),
            work=house.works.find(KIND, of.id),
        )
    try:
        planned = plan(desk, models, Asked(session=of.id, language=language), model)
    except HeddleError as error:
        offer.problem, offer.hint = error.problem, error.hint
    else:
        offer.seconds, offer.warnings = sum(planned.lengths), planned.warnings
        labels = (piece.speaker for piece in planned.job.pieces)
        offer.speakers = list(dict.fromkeys(label for label in labels if label))
    offer.waiting = [
        Waiting(
            model=each.job.model,
            language=each.job.options.language,
            seconds=each.seconds,
            segments=len(each.segments),
        )
        for each in unfinished(desk, of.id)
        if each.seconds
    ]
    return offer


def _left(house: House, desk: Study, session: str) -> Course:
    """Return the recognition of a session of which most was heard, stopped."""
    _stop(house, session)
    left = unfinished(desk, session)
    if not left:
        raise NotFound(
            "No recognition of this session was begun and left; nothing was done.",
            "Begin one.",
        )
    most = max(left, key=lambda each: each.seconds)
    return Course(desk, resumed(desk, _models(), session, most.job))


def _stop(house: House, session: str) -> None:
    work = house.works.find(KIND, session)
    if work is not None and not work.ended:
        house.works.cancel(work.id)
        house.works.wait(work.id, _PATIENCE)


def _before(desk: Study, course: Course) -> list[HeardPart]:
    """Return what an earlier run of the same job has heard."""
    planned = course.planned
    found = [each for each in unfinished(desk, planned.session) if each.job == planned.job]
    return [
        HeardPart(start=segment.start, end=segment.end, text=segment.text.strip())
        for each in found
        for segment in each.segments
    ]


def _finished(desk: Study, done: Done) -> DoneSteps:
    return finished(desk, done.seq, done.gesture, list(done.result), sentence("sources.add"))


def _models() -> ModelFolders:
    return ModelFolders(state_folder())


def _known(models: ModelFolders) -> list[KnownModel]:
    return [
        KnownModel(
            name=model.name,
            engine=model.engine,
            licence=model.licence,
            languages=model.languages,
            hash=model.hash,
            megabytes=round(model.size / 1e6, 1),
            problem=models.check(model, wholly=False),
        )
        for model in models.all()
    ]


ROUTES = [
    read_recognition,
    start_recognition,
    read_heard,
    keep_recognition,
    forget_recognition,
]
