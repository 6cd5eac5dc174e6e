"""The words of the moderator's paper pack, in English and Danish.

What is said aloud and what participants read is in the language of the session, so it cannot be
in the language of the publication only.
"""

from __future__ import annotations

from typing import Final

from heddle.study.consent import Scope

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "Paper for a session",
        "study": "Study",
        "session": "Session",
        "form": "Form",
        "date": "Date",
        "place": "Place",
        "language": "Language",
        "moderators": "Led by",
        "observers": "Watched by",
        "guide": "Guide",
        "times": "Began, breaks, ended",
        "focus group": "Focus group",
        "interview": "Interview",
        "on paper": "On paper",
        "not stated": "not stated",
        "codes": "Participants stand under their codes on every page. Do not write a name on any "
        "of them, and keep the filled-in pages as the study keeps its other data.",
        "say first": "To say at the start",
        "consent": "Thank you for coming. You have read the information sheet{sheet} and agreed "
        "to take part. Is there anything in it that you want to ask about?",
        "sheet": " (version {version})",
        "free": "You take part of your own will. You need not answer, you may leave at any time, "
        "and you need not say why.",
        "until": "You may withdraw what you have said; it can be taken out until: {deadline}.",
        "unknown": "__________ (write it in: no sheet on record says until when)",
        "record": "I should like to record this. I begin when everybody agrees, and say so aloud. "
        "The recording is for the research team only.",
        "alone": "What you say is kept under a code. The team tells nobody who said what.",
        "group": "The team keeps what you say under a code and tells nobody who said it. I cannot "
        "promise that for the others in this room: please let what is said here stay here, and "
        "say nothing that you would not want them to know.",
        "say last": "To say at the end",
        "more": "Is there anything that we have not talked about and should have?",
        "stop": "I stop the recording now, and say so aloud.",
        "after": "You may still withdraw what you have said, until: {deadline}. The sheet says "
        "whom to ask.",
        "thanks": "Thank you. If something in this talk stays with you, I am here for a while.",
        "questions": "Guide",
        "asked": "Asked",
        "question": "Question",
        "notes": "Notes",
        "to answer": "To answer: {question}",
        "opening task": "Task",
        "probe": "Probe",
        "closing": "Closing",
        "no guide": "No guide with questions is on record for this session.",
        "seats": "Seating plan",
        "seat": "Seat",
        "code": "Code",
        "unseated": "no seat yet",
        "nobody": "Nobody is on record for this session yet.",
        "list": "Attendance and consent",
        "planned": "There is no present list yet: these people are planned for the session.",
        "here": "Here",
        "scopes": "Agreed to",
        "signed on": "Sheet",
        "lacks": "What is missing",
        "nothing": "nothing is missing",
        "all": "everything on the sheet",
        "no consent": "NO SIGNED CONSENT: ask before anything begins",
        "withdrawn": "WITHDRAWN on {date}: must not take part",
        "not agreed": "Not agreed to: {scopes}",
        "older": "Signed on an older sheet; {version} has replaced it",
        "unkept": "This study keeps no consents in Heddle: look at the signed sheets themselves.",
        "task": "First task",
        "task of": "First task: {code}",
        "task how": "Please write your answer here, before we talk. Do not write your name.",
        "no task": "The guide has no opening task, so there are no sheets for one.",
    },
    "da": {
        "title": "Papir til en session",
        "study": "Studie",
        "session": "Session",
        "form": "Form",
        "date": "Dato",
        "place": "Sted",
        "language": "Sprog",
        "moderators": "Ledes af",
        "observers": "Observeres af",
        "guide": "Guide",
        "times": "Begyndt, pauser, sluttet",
        "focus group": "Fokusgruppe",
        "interview": "Interview",
        "on paper": "På papir",
        "not stated": "ikke oplyst",
        "codes": "Deltagere står med deres koder på hver side. Skriv ikke navne på nogen af dem, "
        "og gem de udfyldte sider som studiets øvrige data.",
        "say first": "Siges i begyndelsen",
        "consent": "Tak, fordi I er kommet. I har læst informationsarket{sheet} og sagt ja til at "
        "deltage. Er der noget i det, I vil spørge om?",
        "sheet": " (version {version})",
        "free": "Det er frivilligt at deltage. Man behøver ikke svare, man må gå når som helst, "
        "og man behøver ikke sige hvorfor.",
        "until": "Man kan trække det tilbage, man har sagt; det kan tages ud indtil: {deadline}.",
        "unknown": "__________ (skriv det selv: intet informationsark siger hvornår)",
        "record": "Jeg vil gerne optage samtalen. Jeg begynder, når alle siger ja, og siger det "
        "højt. Optagelsen er kun til forskergruppen.",
        "alone": "Det, der bliver sagt, gemmes under en kode. Forskergruppen fortæller ingen, "
        "hvem der har sagt hvad.",
        "group": "Forskergruppen gemmer det sagte under en kode og fortæller ingen, hvem der har "
        "sagt det. Det kan jeg ikke love på de andres vegne her i rummet: Lad venligst det, der "
        "bliver sagt her, blive her, og sig ikke noget, de andre ikke må vide.",
        "say last": "Siges til sidst",
        "more": "Er der noget, vi ikke har talt om og burde have talt om?",
        "stop": "Nu stopper jeg optagelsen og siger det højt.",
        "after": "Man kan stadig trække det tilbage, man har sagt, indtil: {deadline}. På "
        "informationsarket står, hvem man spørger.",
        "thanks": "Tak. Hvis noget fra samtalen bliver siddende, er jeg her lidt endnu.",
        "questions": "Guide",
        "asked": "Stillet",
        "question": "Spørgsmål",
        "notes": "Noter",
        "to answer": "Skal besvare: {question}",
        "opening task": "Opgave",
        "probe": "Uddybning",
        "closing": "Afslutning",
        "no guide": "Der er ingen guide med spørgsmål til denne session.",
        "seats": "Bordplan",
        "seat": "Plads",
        "code": "Kode",
        "unseated": "ingen plads endnu",
        "nobody": "Der er endnu ingen deltagere til denne session.",
        "list": "Fremmøde og samtykke",
        "planned": "Der er endnu ingen fremmødeliste: Disse personer er planlagt til sessionen.",
        "here": "Her",
        "scopes": "Sagt ja til",
        "signed on": "Ark",
        "lacks": "Hvad mangler",
        "nothing": "intet mangler",
        "all": "alt på arket",
        "no consent": "INTET UNDERSKREVET SAMTYKKE: spørg, før noget begynder",
        "withdrawn": "TRUKKET TILBAGE {date}: må ikke deltage",
        "not agreed": "Ikke sagt ja til: {scopes}",
        "older": "Underskrevet på et ældre ark; {version} har afløst det",
        "unkept": "Studiet har ingen samtykker i Heddle: Se på de underskrevne ark selv.",
        "task": "Første opgave",
        "task of": "Første opgave: {code}",
        "task how": "Skriv venligst svaret her, før vi taler sammen. Skriv ikke navn på.",
        "no task": "Guiden har ingen åbningsopgave, så der er ingen ark til den.",
    },
}

SCOPES: Final[dict[str, dict[Scope, str]]] = {
    "en": {
        "take part": "take part",
        "audio": "recording",
        "transcript": "transcript",
        "quotes": "quotes",
        "translated quotes": "translated quotes",
        "contact again": "contact again",
        "archive": "archive",
    },
    "da": {
        "take part": "deltage",
        "audio": "optagelse",
        "transcript": "udskrift",
        "quotes": "citater",
        "translated quotes": "oversatte citater",
        "contact again": "ny kontakt",
        "archive": "arkiv",
    },
}

_NAMES: Final = {"en": "en", "english": "en", "engelsk": "en",
                 "da": "da", "danish": "da", "dansk": "da"}  # fmt: skip


def language_of(*wanted: str) -> str:
    """Return the first of some languages (tags or names) that the pack can speak, else "en"."""
    for each in wanted:
        known = _NAMES.get(each.strip().lower().partition("-")[0])
        if known:
            return known
    return "en"
