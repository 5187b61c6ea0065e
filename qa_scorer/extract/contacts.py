"""What a row of the chronology records of the adult: seen, condition, own voice. Source: 7.4, Standards row 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa_scorer.rulepack.schemas.chronology import ContactCues

_CODE = re.compile(r"^(?:[A-Z]{1,4}\d{0,2}|[A-Z][a-z]+ (?:[A-Z]|\d{1,2})|(?:Mr|Mrs|Ms|Miss|Dr) [A-Z]\b.*)$")

#: A sentence that says only that somebody was seen, by whom: the adult.
_SEEN_BY = re.compile(r"[.;]\s+(?:was )?seen by\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContactFlags:
    """Was the adult seen, is condition recorded, are there wishes, feelings or own words; and how sure the least is."""

    seen: bool
    condition: bool
    voice: bool
    confidence: float

    def with_second(self, condition: float, voice: float, doubt: float) -> ContactFlags:
        """The flags where a second opinion, given as likelihoods, counts from `doubt` on."""
        if not self.seen:
            return self
        more_condition = not self.condition and condition >= doubt
        more_voice = not self.voice and voice >= doubt
        sure = min(self.confidence, 0.6) if more_condition or more_voice else self.confidence
        return ContactFlags(self.seen, self.condition or more_condition, self.voice or more_voice, sure)


@dataclass(frozen=True)
class Contacts:
    """Reads contact cells by the pack's cues. `adult`: names and codes of the adult."""

    cues: ContactCues
    adult: tuple[str, ...] = ()

    def _adult(self) -> re.Pattern[str]:
        own = "|".join(rf"\b{re.escape(a)}\b" for a in self.adult if a)
        return re.compile(f"{own}|{self.cues.adult.pattern}" if own else self.cues.adult.pattern, re.IGNORECASE)

    def flags(self, row: Mapping[str, str], *, narrative: bool = False) -> ContactFlags:
        """The flags of a row, from its contact cell (its event cell where contacts have no column of their own)."""
        text = " ".join((row.get("event", "") if narrative else row.get("contact", "")).split())
        others = [
            " ".join(row.get(key, "").split()) for key in (*(() if narrative else ("event",)), "response", "comments")
        ]
        if not re.search(r"\w", text):
            return ContactFlags(False, False, False, 0.95)
        if not narrative and self.cues.none.match(text):
            return ContactFlags(False, False, False, 0.9)
        seen, sure = self._seen(text, narrative)
        voice, sure_voice = self._voice(text)
        condition, sure_condition = self._condition(text, seen)
        if seen and not voice and any(self._voice_elsewhere(t) for t in others):
            voice, sure_voice = True, 0.65
        if seen and not condition and any(self._condition_elsewhere(t) for t in others):
            condition, sure_condition = True, 0.65
        return ContactFlags(seen, condition, voice, round(min(sure, sure_voice, sure_condition), 2))

    def plain(self, text: str) -> str:
        """The text without quotations and without what only looks like a condition."""
        return " ".join(self.cues.no_condition.sub(" ", self.cues.quote.sub(" ", text)).split())

    # -- seen ------------------------------------------------------------------------------------------------------

    def _seen(self, text: str, narrative: bool) -> tuple[bool, float]:
        cues = self.cues
        text = cues.quote.sub(" ... ", text)
        no = next((m for m in cues.not_seen.finditer(text) if not self._about_another(text, m)), None)
        yes = cues.seen.search(cues.not_seen.sub(" ", text))
        if no:
            later = (
                yes is not None
                and cues.seen.search(text, no.end()) is not None
                and (self._adult().search(text[no.end() :]) or _SEEN_BY.search(text, no.end()))
            )
            return (True, 0.6) if later else (False, 0.9)
        if cues.remote.search(text) and not cues.visual.search(cues.remote.sub(" ", text)):
            return False, 0.85
        if cues.gone.search(text) and not yes:
            return False, 0.8
        if self._others_only(text):
            return False, 0.65
        if narrative:
            return bool(yes or cues.visual.search(text)), 0.6
        return True, 0.9 if yes else 0.75

    def _about_another(self, text: str, m: re.Match[str]) -> bool:
        """True where the one who was not seen or not in is somebody else ('D1 not admitted')."""
        before = re.search(r"([\w'’]+(?: [A-Z])?)\s+(?:was |were |is )?$", text[: m.start()])
        if before is None or not m.group(0).lower().startswith("not"):
            return False
        name = before.group(1)
        if self._own(name) or self._adult().fullmatch(name):
            return False
        return bool(self.cues.others.fullmatch(name.split()[0]) or re.fullmatch(r"[A-Z]{1,3}\d{0,2}", name))

    def _others_only(self, text: str) -> bool:
        """True where the contact was with family or neighbours and nothing says that the adult was there."""
        cues = self.cues
        kin = cues.kin.search(text)
        if not kin or cues.treated.search(text):
            return False
        lead = text[: kin.start()]
        rest = text[kin.end() :]
        adult_after = any(len(m.group(0)) > 4 for m in self._adult().finditer(rest))
        if (
            len(lead.split()) <= 4
            and re.fullmatch(r"(?:[\w'’.]+\s+){0,3}\(?(?:the\s+)?", lead)
            and not re.search(r"\b(?:with|by|seen|saw|visit|present|and|at|from|for)\b", lead, re.IGNORECASE)
        ):
            # 'Son rang', "Adult B's brother reported", 'Mr E (husband) seen'
            return not adult_after
        if cues.seen.search(text) or self._adult_named(lead):
            return False
        met = re.match(r"(?:\w+\s+){0,2}?" + cues.others_only.pattern, text, re.IGNORECASE)
        return bool(met and met.end() <= kin.start() and not adult_after)

    def _adult_named(self, text: str) -> bool:
        return any(not re.match(r"['’]s\b", text[m.end() :]) for m in self._adult().finditer(text))

    # -- condition -------------------------------------------------------------------------------------------------

    def _has_condition(self, text: str) -> bool:
        bare = self.plain(text)
        return any(p.search(bare) for p in self.cues.condition)

    def _condition(self, text: str, seen: bool) -> tuple[bool, float]:
        if not seen:
            return False, 0.9
        return (True, 0.8) if self._has_condition(text) else (False, 0.75)

    def _condition_elsewhere(self, text: str) -> bool:
        """What was observed, written into the outcome or the comments instead of the contact cell."""
        return self._has_condition(text) or bool(
            re.search(r"\breturned\s?(?:safe and )?well\b", text, re.IGNORECASE) is not None
        )

    # -- voice -----------------------------------------------------------------------------------------------------

    def _voice(self, text: str) -> tuple[bool, float]:
        for sentence in re.split(r"(?<=[.;!?])\s+(?=[A-Z'‘\"“])|;\s+", text):
            bare = self.cues.not_voice.sub(" ", sentence)
            quote = self.cues.quote.search(bare)
            verb = self.cues.said.search(bare)
            wish = self.cues.wished.search(bare)
            if quote and self._by_adult(
                bare, verb.start() if verb and verb.start() < quote.start() else quote.start(), text
            ):
                return True, 0.85
            asked = self.cues.spoken_to.search(bare)
            put = asked is not None and wish is not None and asked.start() <= wish.start()
            if wish and not put and self._by_adult(bare, wish.start(), text) and not self._staff_ask(bare, wish):
                return True, 0.7
            if verb and not quote and self._by_adult(bare, verb.start(), text) and not self.cues.spoken_to.search(bare):
                if re.match(
                    r"(?:said|says|stated|states|told|complained|disclosed|denied|expressed|described|explained|whispered|spoke|talked)",
                    verb.group(0),
                    re.I,
                ):
                    return True, 0.7
            if self.cues.gesture.search(sentence) and self._by_adult(sentence, 0 if not verb else verb.start()):
                return True, 0.65
        return False, 0.8

    def _staff_ask(self, text: str, wish: re.Match[str]) -> bool:
        """True for 'asked if he ...' by staff: a question put to the adult."""
        if not wish.group(0).lower().startswith("asked"):
            return False
        before = text[: wish.start()]
        people = list(self.cues.others.finditer(before))
        adults = list(self._adult().finditer(before))
        return bool(people) and (not adults or people[-1].start() > adults[-1].start())

    def _by_adult(self, text: str, at: int, whole: str = "") -> bool:
        """True where the last person named before the place is the adult, or nobody is."""
        before = text[:at]
        if re.search(r"\b(?:he|she|they|who)\s*$", before, re.IGNORECASE) and self._pronoun_is_kin(before, text, whole):
            return False
        adult = [m.end() for m in self._adult().finditer(before)]
        others = [m.end() for m in self.cues.others.finditer(before) if not self._is_object(before, m)]
        others += [
            m.end()
            for m in re.finditer(
                r"\b(?:[A-Z]{2,3}\d{0,2}|(?:Mr|Mrs|Ms|Miss|Dr|Sister|Nurse|PC|DC)\s+[A-Z]\w*)\b", before
            )
            if not self._own(m.group(0)) and not self._is_object(before, m)
        ]
        if not others:
            return True
        return bool(adult) and max(adult) > max(others)

    def _pronoun_is_kin(self, before: str, sentence: str, whole: str) -> bool:
        """True where 'he' or 'who' stands for a relative named last, with whom the contact was."""
        place = whole.find(sentence) if whole else -1
        told = (whole[:place] if place > 0 else "") + before
        kin = list(self.cues.kin.finditer(told))
        if not kin:
            return False
        named = [m.end() for m in self._adult().finditer(told) if len(m.group(0)) > 4 or m.group(0)[:1].isupper()]
        named = [e for e in named if not re.match(r"['’]s\b", told[e:])]
        last = kin[-1]
        lead = told[: last.start()].lower()
        if re.search(r"\bwith (?:\w+ )?$", lead) and not re.match(
            rf"(?:\w+\s+){{0,2}}?{self.cues.others_only.pattern}", told, re.I
        ):
            return False
        return not any(
            e > last.end()
            for e in named
            if not re.fullmatch(r"(?:he|she|they|him|her|his|them)", told[max(0, e - 4) : e].strip().lower())
        )

    def _own(self, name: str) -> bool:
        return any(name.lower() == a.lower() or name.lower() in a.lower().split() for a in self.adult)

    def _is_object(self, before: str, m: re.Match[str]) -> bool:
        """True for a person named behind a preposition ('seen by OT1', 'with Son B present'): no subject of what follows."""
        lead = before[: m.start()].rstrip().lower()
        behind = re.search(
            r"(?:\b(?:by|with|to|from|for|of|at|near|and|told|about|through|via|alone|on)\b(?:\s+(?:the|her|his|a|an|their|locum|agency|night))?)$",
            lead,
        )
        return bool(behind)

    def _voice_elsewhere(self, text: str) -> bool:
        """The adult's wishes or words, written into the outcome or the comments instead of the contact cell.

        There a bare 'told' or 'requested' is what staff did, and a quotation counts only behind a verb of speaking, or where
        somebody speaks of themselves in it.
        """
        text = self.cues.not_voice.sub(" ", text)
        adult = [m.end() for m in self._adult().finditer(text)]
        text = self.cues.staff_act.sub(
            lambda m: m.group(0) if any(0 <= m.start() - e <= 1 for e in adult) else " ", text
        )
        spoken = self.cues.said.search(self.cues.quote.sub(" ", text))
        if not spoken:
            text = self.cues.quote.sub(lambda m: m.group(0) if self.cues.first_person.search(m.group(0)) else " ", text)
        return bool(re.search(r"\w", text)) and self._voice(text)[0]
