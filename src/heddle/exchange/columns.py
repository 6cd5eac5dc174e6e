"""What the columns of a study's tables are called, in English and Danish.

Only names; `heddle.exchange.headers` compares them and `heddle.exchange.cells` reads values. The
first names are the most telling: of two columns that fit, the one named earlier here is taken.
"""

from __future__ import annotations

from heddle.exchange.headers import Column

PARTICIPANTS = {
    "code": Column(
        "participant's code",
        (
            "participant id",
            "participant code",
            "deltager id",
            "deltagerkode",
            "deltager",
            "participant",
            "pseudonym",
            "id",
            "kode",
        ),
        required=True,
    ),
    "group": Column(
        "focus group",
        ("focus group no", "group no", "fokusgruppe", "fokusgruppe nr", "gruppe", "fg"),
    ),
    "number": Column(
        "number in the group",
        ("participant no", "participant number", "deltager nr", "deltagernummer", "no", "nr"),
    ),
    "gender": Column("gender", ("sex", "køn")),
    "age": Column("age in years", ("age years", "alder", "alder år")),
    "birth_year": Column("year of birth", ("born", "fødselsår", "født")),
    "occupation": Column(
        "occupation",
        ("profession", "job", "job title", "stilling", "faggruppe", "profession fag", "erhverv"),
    ),
    "years_in_services": Column(
        "years in services",
        (
            "years in the services",
            "years in mental health services",
            "years of experience",
            "experience years",
            "år i psykiatrien",
            "års erfaring",
            "anciennitet",
            "erfaring år",
        ),
    ),
    "years_in_team": Column(
        "years in the team",
        ("years in current team", "år i teamet", "år i team", "anciennitet i teamet"),
    ),
    "team": Column("team", ("unit", "afdeling", "enhed", "afsnit")),
    "location": Column("location", ("site", "place", "sted", "lokation", "matrikel", "by")),
    "peer_mentor": Column(
        "peer mentor", ("mentor", "is mentor", "peermentor", "er mentor", "peer-mentor")
    ),
}
"""One row a participant."""

RECRUITMENT = {
    "code": Column(
        "code of the invited person",
        ("invitee id", "invitation id", "invitee", "inviteret", "invitations id", "id", "kode"),
        required=True,
    ),
    "team": PARTICIPANTS["team"],
    "group": Column(
        "planned focus group",
        ("planned group", "focus group", "planlagt fokusgruppe", "fokusgruppe", "gruppe"),
    ),
    "identified_by": Column("identified by", ("found by", "gatekeeper", "udpeget af", "fundet af")),
    "approached_by": Column(
        "approached by", ("approach", "contacted by", "invited by", "kontaktet via", "kontakt")
    ),
    "invited": Column(
        "date of invitation", ("invited at", "invited on", "invitation date", "inviteret dato")
    ),
    "agreed": Column(
        "initial agreement", ("initial consent", "agreed", "mundtligt samtykke", "tilsagn")
    ),
    "consented": Column(
        "written consent", ("consent", "signed consent", "skriftligt samtykke", "samtykke")
    ),
    "outcome": Column("outcome", ("result", "status", "attendance", "udfald", "fremmøde")),
    "reason": Column("reason", ("reason for absence", "årsag", "begrundelse")),
    "participant": Column(
        "code as participant", ("participant id", "participant code", "deltager id", "deltagerkode")
    ),
}
"""One row an invited person; outcomes are attended, cancelled on the day, no-show and so on."""

SESSIONS = {
    "number": Column(
        "number of the session",
        ("focus group", "session", "session no", "group", "fokusgruppe", "interview", "nr", "no"),
        required=True,
    ),
    "date": Column("date", ("month", "day", "held on", "dato", "måned", "afholdt")),
    "grouping": Column("grouping", ("composition", "location", "sammensætning", "lokation")),
    "place": Column("place", ("setting", "room", "venue", "sted", "lokale")),
    "moderators": Column(
        "moderators", ("moderator", "interviewer", "interviewers", "ordstyrer", "ordstyrere")
    ),
    "observers": Column("observers", ("observer", "observatør", "observatører")),
    "participants": Column(
        "participants", ("number of participants", "n", "deltagere", "antal deltagere", "antal")
    ),
    "duration": Column("duration", ("length", "recording length", "varighed", "længde")),
}
"""One row a focus group or interview."""

CODES = {
    "code": Column(
        "name or path of the code",
        ("code name", "code path", "path", "name", "kode", "kodenavn", "navn", "sti"),
        required=True,
    ),
    "parent": Column("parent code", ("parent", "category", "overkode", "kategori")),
    "definition": Column(
        "definition", ("description", "memo", "code memo", "beskrivelse", "definition af kode")
    ),
    "inclusion": Column("what counts", ("include", "includes", "inklusion", "tæller med")),
    "exclusion": Column("what does not count", ("exclude", "excludes", "eksklusion")),
    "example": Column("example", ("examples", "eksempel", "eksempler")),
    "color": Column("colour", ("color", "farve")),
    "frequency": Column(
        "how often it was used", ("count", "references", "codings", "coded segments", "hyppighed")
    ),
}
"""One row a code; paths are written "Parent > Child"."""

CODINGS = {
    "document": Column(
        "document",
        ("document name", "source", "file", "transcript", "dokument", "kilde", "transskription"),
        required=True,
    ),
    "code": Column(
        "code",
        ("code path", "code name", "codes", "code category", "kode", "kodenavn"),
        required=True,
    ),
    "segment": Column(
        "words of the segment",
        (
            "coded segment",
            "quotation",
            "quote",
            "text",
            "extract",
            "segment text",
            "selection",
            "citat",
            "tekst",
        ),
        required=True,
    ),
    "coder": Column("coder", ("created by", "coded by", "author", "koder", "kodet af")),
    "date": Column("date", ("created", "created at", "modified", "dato", "oprettet")),
    "comment": Column("comment", ("memo", "note", "kommentar")),
    "start": Column(
        "where it begins",
        ("start", "start pos", "start position", "start offset", "begynder"),
    ),
    "end": Column("where it ends", ("end", "end pos", "end position", "end offset", "slutter")),
}
"""One row a coded segment, as other programs export them."""
