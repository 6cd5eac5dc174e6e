"""Words of a manuscript that clash with the method it declares: a lint on text, pure.

Each slip is a word with a short explanation and an alternative. An author may keep it with a
reason (override, gate "language"); the item of the override is the word and a key of its sentence,
so that it stands wherever the sentence is moved, and falls when the sentence is rewritten.

The list for reflexive analysis follows what Braun & Clarke (2006; 2021,
doi:10.1080/14780887.2020.1769238; 2022) ask of its language; the words are ours.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final, NamedTuple

import msgspec

from heddle.study.facts import Approach
from heddle.text.segment import sentences


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A word that clashes; [start, end) are code points of the text."""

    rule: str
    """Stable: "emerged", "saturation" ..."""
    word: str
    """As written."""
    start: int
    end: int
    sentence: str
    problem: str
    hint: str
    item: str
    """What an override of the gate "language" names."""


class _Rule(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    problem: str
    hint: str


def _rule(name: str, pattern: str, problem: str, hint: str) -> _Rule:
    return _Rule(name, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), problem, hint)


_SATURATION_WORDS: Final = (
    r"(?:data |thematic |theoretical |code |meaning )?saturat(?:ion|ed)|"
    r"(?:data)?mætning(?:spunkt\w*|en)?"
)
_KAPPA_WORDS: Final = (
    r"(?:cohen['’]?s |fleiss['’]? )?kappas?|κ|krippendorff\w*(?: alpha)?|percent(?:age)? agreement|"
    r"inter-?(?:coder|rater) agreement|(?:coder|coding) agreement|interbedømmeroverensstemmelse"
)

_EMERGED: Final = _rule(
    "emerged",
    r"(?:themes?|categor(?:y|ies)|patterns?|findings?|concepts?|codes?|subthemes?)\b"
    r"[^.!?\n]{0,40}?\b(?:emerg(?:e|es|ed|ing)|surfaced|arose)|"
    r"emerg(?:e|es|ed|ing) (?:from|in|during|out of) (?:the |our )?"
    r"(?:data|analysis|transcripts|material|interviews|discussions?|focus groups?)|"
    r"emergent (?:themes?|categories|codes|patterns)|(?:what|it) emerged|"
    r"(?:temaer(?:ne)?|mønstre|kategorier(?:ne)?|fund(?:ene)?)\b[^.!?\n]{0,40}?\b"
    r"(?:opstod|dukkede op|trådte frem|fremkom|fremstod|viste sig)",
    "Themes do not lie in the data waiting: somebody made them.",
    "Write who did what: “we developed”, “we generated”, “we constructed”.",
)
_FOUND: Final = _rule(
    "identified",
    r"(?:themes?|subthemes?|categories|patterns)\b[^.!?\n]{0,40}?\b(?:were|was|have been|has been)"
    r"(?: \w+)? (?:identified|found|discovered|uncovered|extracted|revealed)|"
    r"(?:identified|discovered|uncovered|extracted|found) (?:\w+ ){0,2}themes?|"
    r"(?:temaer(?:ne)?|mønstre)\b[^.!?\n]{0,40}?\bblev (?:\w+ )?"
    r"(?:identificeret|fundet|opdaget|afdækket)",
    "It reads as if themes had been there to be found.",
    "Write “we developed three themes”, or say what you did to make them.",
)
_SATURATION: Final = _rule(
    "saturation",
    _SATURATION_WORDS,
    "The method has no point at which meaning is used up.",
    "Argue the size of the data set with information power and practical reasons.",
)
_BIAS: Final = _rule(
    "bias",
    r"bias(?:es|ed)?|unbiased|objectiv(?:e|ely|ity)(?! of the study)|objektiv\w*|"
    r"neutral(?:ity|itet)?",
    "It treats the researcher as a source of error; this method works with subjectivity.",
    "Say how who you are shaped the reading (“our position”, “what we brought along”).",
)
_RELIABILITY: Final = _rule(
    "reliability",
    r"(?:inter-?(?:coder|rater) |intercoder |interrater |coding )?"
    r"(?:reliabilit(?:y|ies)|reliable|reliabel|reliabilitet\w*)",
    "Reliability asks that another would read the same; this method does not.",
    "Describe how readings were questioned and deepened (compared readings, memos, meetings).",
)
_KAPPA: Final = _rule(
    "kappa",
    _KAPPA_WORDS,
    "A coefficient of agreement does not go with this method.",
    "Leave it out; where two people read differently, tell what the difference showed.",
)
_VALIDATED: Final = _rule(
    "validated",
    r"(?:in)?validat(?:e|es|ed|ing|ion)|verif(?:y|ied|ication) (?:the |of )?(?:themes?|findings|"
    r"results)|valider(?:et|ede|ing\w*|e)|verificer(?:et|ede|e)",
    "Nobody's agreement makes a reading valid here.",
    "Say “discussed with”, and what came of it.",
)
_CONSENSUS: Final = _rule(
    "consensus",
    r"(?:reached|until|by|achieved|to) (?:a )?(?:full )?consensus|consensus (?:coding|was reached)|"
    r"(?:opnåede|nåede|til) (?:\w+ )?(?:enighed|konsensus)",
    "Consensus between coders is an aim of other varieties; here coders need not agree.",
    "Say that readings were discussed for depth.",
)
_TRIANGULATION: Final = _rule(
    "triangulation",
    r"triangulat(?:e|es|ed|ing|ion)|triangulering\w*",
    "Triangulation supposes one truth that several measurements meet.",
    "Say which material was used beside which, and what each added.",
)
_PREVALENCE: Final = _rule(
    "prevalence",
    r"\d+(?:[.,]\d+)?\s?(?:%|per ?cent|procent|pct\.?) (?:of|af) (?:the |our |all )?"
    r"(?:participants?|interviewees?|respondents?|staff|women|men|deltager\w*|informant\w*)|"
    r"\d+ (?:of|out of|af) (?:the )?\d+ (?:participants|interviewees|respondents|deltager\w*)|"
    r"(?:majority|minority|flertallet|mindretallet) (?:of|af) (?:the )?"
    r"(?:participants|respondents|deltager\w*)|prevalen(?:ce|t)|prævalens\w*",
    "Shares of people read as prevalence, and this sample was not drawn for that.",
    "Say in which groups it was talked of and what spoke against it.",
)
_GENERALISED: Final = _rule(
    "generalisable",
    r"(?:not |limited )?generali[sz]ab(?:le|ility)|(?:ikke )?generaliserba\w+",
    "It judges the study by a standard of samples.",
    "Speak of transferability: what readers need to know to judge their own setting.",
)
_RESPONDENTS: Final = _rule(
    "respondents",
    r"respondents?|respondent(?:er|erne|en)?",
    "Respondents answer a questionnaire; people in a group talk with each other.",
    "Write participants.",
)

_SAME_BOOK: Final = _rule(
    "kappa",
    _KAPPA_WORDS,
    "Agreement shows that a shared book was used alike, not that the analysis is good.",
    "State what it was for, the unit, and that it was taken before differences were settled.",
)
_SATURATION_HOW: Final = _rule(
    "saturation",
    _SATURATION_WORDS,
    "The word has several meanings.",
    "Say which one is meant, how it was judged, and when.",
)
_AFTER: Final = _rule(
    "reconciled",
    r"(?:kappa|alpha|agreement|reliability)\b(?:[^.!?\n]|\.\d){0,60}?\bafter (?:\w+ ){0,3}"
    r"(?:discussion|consensus|reconcil\w+|resol\w+)|"
    r"after (?:\w+ ){0,3}(?:discussion|consensus|reconcil\w+|resolving)\b(?:[^.!?\n]|\.\d){0,60}?\b"
    r"(?:kappa|alpha|agreement|reliability)",
    "Agreement after differences were settled is no agreement of independent coders.",
    "Give the figure from before, and say how differences were settled then.",
)
_UNNUMBERED: Final = _rule(
    "unnumbered",
    r"(?:high|good|strong|excellent|substantial|acceptable|satisfactory|høj|god) "
    r"(?:inter-?(?:coder|rater) )?(?:agreement|reliability|overensstemmelse|reliabilitet)"
    r"(?!(?:[^.!?\n]|\.\d)*\d)",
    "Agreement is claimed without a figure.",
    "Give coefficient, unit and codes: “Krippendorff's alpha, per turn, .71 to .88”.",
)
_REFLEXIVE: Final = _rule(
    "reflexive",
    r"reflexive thematic analysis|refleksiv tematisk analyse",
    "This is the name of another variety than the one declared.",
    "Name the declared variety and its own sources, or change the declaration (method.change).",
)

_COMMON_BOOK: Final = (_EMERGED, _SATURATION_HOW, _SAME_BOOK, _PREVALENCE, _REFLEXIVE)
RULES: Final[dict[Approach, tuple[_Rule, ...]]] = {
    "reflexive": (
        _EMERGED, _FOUND, _SATURATION, _BIAS, _RELIABILITY, _KAPPA, _VALIDATED, _CONSENSUS,
        _TRIANGULATION, _PREVALENCE, _GENERALISED, _RESPONDENTS,
    ),
    "codebook": (*_COMMON_BOOK, _AFTER),
    "framework": (*_COMMON_BOOK, _AFTER),
    "reliability": (_EMERGED, _SATURATION_HOW, _AFTER, _UNNUMBERED, _REFLEXIVE),
}  # fmt: skip

_QUOTED: Final = re.compile(r"“[^”\n]*”|»[^«\n]*«|„[^“\n]*“")
_ENDS: Final = re.compile(r"^\W+|\W+$")
_REFERENCES: Final = re.compile(
    r"^\W{0,4}(?:\d+\.?\s*)?(?:references|bibliography|literature cited|referencer|litteratur)\W*$",
    re.IGNORECASE | re.MULTILINE,
)


def lint(text: str, approach: Approach) -> list[Slip]:
    """Return the words of a text that clash with a declared method, in their order.

    What stands in curved quotation marks is somebody else's, and so is all after a heading
    "References" in the last half of the text: neither is looked at.
    """
    looked = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    ends = [m.start() for m in _REFERENCES.finditer(looked) if m.start() * 2 > len(looked)]
    looked = looked[: ends[0]] if ends else looked
    whole = list(sentences(text)) if looked.strip() else []
    found = []
    for rule in RULES[approach]:
        for match in rule.pattern.finditer(looked):
            around = next((s for s in whole if s.start <= match.start() < s.end), None)
            sentence = text[around.start : around.end] if around else match.group()
            found.append(
                Slip(
                    rule=rule.name,
                    word=text[match.start() : match.end()],
                    start=match.start(),
                    end=match.end(),
                    sentence=" ".join(sentence.split()),
                    problem=rule.problem,
                    hint=rule.hint,
                    item=item(rule.name, sentence),
                )
            )
    return sorted(found, key=lambda slip: (slip.start, -slip.end))


def item(rule: str, sentence: str) -> str:
    """Return what an override names: the rule and a key of the sentence, wherever it stands.

    White space, case, the form of letters and marks at the two ends do not count.
    """
    plain = " ".join(unicodedata.normalize("NFKC", sentence).casefold().split())
    plain = _ENDS.sub("", plain)
    return f"{rule} {hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"
