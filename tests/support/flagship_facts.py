"""The rows of the fact sheet behind the flagship brief, and the words by which each is recognised on the page."""

from __future__ import annotations

from typing import Final, NamedTuple


class Row(NamedTuple):
    """A fact: the section that must carry it, and phrases of which each must stand there."""

    section: str  #: A kind of section.
    phrases: tuple[str, ...]


def row(section: str, *phrases: str) -> Row:
    """Write a row on one line."""
    return Row(section, phrases)


FACTS: Final[dict[str, Row]] = {
    # header and summary
    "F01": row("bottom_line", "President Donald Trump received President Gustavo Petro of Colombia at the White House"),
    "F02": row("bottom_line", "first official encounter"),
    "F03": row("bottom_line", "behind closed doors", "tensest points in US-Colombia relations in decades"),
    "F04": row("bottom_line", "Ideological distance and public disputes", "both governments’ dealings"),
    # arrival and protocol
    "F05": row("arrival", "official Secret Service vehicle", "the Colombian flag"),
    "F06": row("arrival", "neither by President Trump nor by the military honor guard"),
    "F07": row("arrival", "no ceremonial protocol", "no joint statement to the press", "Javier Milei", "Nayib Bukele"),
    "F08": row("arrival", "The media had no access", "Oval Office were missing"),
    "F09": row("arrival", "Colombian Presidency", "handshake in the West Colonnade", "seated and relaxed in the Oval"),
    # delegations
    "F10": row("delegations", "Donald Trump", "President", "head of delegation"),
    "F11": row("delegations", "JD Vance", "Vice President"),
    "F12": row("delegations", "Marco Rubio", "Secretary of State"),
    "F13": row("delegations", "Bernie Moreno", "Senator, Colombian-American"),
    "F14": row("delegations", "Gustavo Petro", "President", "head of delegation"),
    "F15": row("delegations", "Rosa Yolanda Villavicencio", "Foreign Minister"),
    "F16": row("delegations", "Pedro Arnulfo Sánchez Suárez", "Defense Minister"),
    "F17": row("delegations", "Armando Benedetti", "Interior Minister"),
    "F18": row("delegations", "Daniel García-Peña Jaramillo", "Ambassador to Washington"),
    "F19": row("delegations", "Ricardo Roa", "President of Ecopetrol"),
    "F20": row("delegations", "René Guarín", "Director of National Intelligence"),
    # agenda
    "F21": row(
        "agenda",
        "Regional security cooperation",
        "The fight against drug trafficking",
        "Shared economic opportunities",
        "The three areas that led the talks",
    ),
    "F22": row("agenda", "Substitution of illicit crops", "Colombian government sources"),
    "F23": row("agenda", "Extradition of drug traffickers", "Colombian government sources"),
    "F24": row("agenda", "The future of the bilateral trade agreements", "Colombian government sources"),
    # background
    "F25": row("background", "main ally", "military cooperation, in security and in the effort against drugs"),
    "F26": row("background", "belligerent", "each side has accused the other"),
    "F27": row("background", "Over the past year drug trafficking has been a main source of tension"),
    "F28": row(
        "background",
        "captured Nicolás Maduro",
        "President Petro called an “abduction”",
        "telephone call between the two presidents then opened the way to talks",
        "January 2026",
    ),
    "F29": row(
        "background",
        "Somehow, after the raid in Venezuela, he became very friendly. His attitude changed a lot.",
        "President Donald Trump, between January and February 3, 2026",
    ),
    # tensions
    "F30": row("tensions", "accuses President Petro of encouraging the production and the trafficking of cocaine"),
    "F31": row("tensions", "withdrawn Colombia’s certification as a cooperating country"),
    "F32": row("tensions", "revoked President Petro’s visa"),
    "F33": row(
        "tensions",
        "US Treasury put President Petro, his wife and his son on the “Clinton List”",
        "financial sanctions and legal restrictions",
        "October 2025",
    ),
    "F34": row(
        "tensions",
        "Today's Colombia is led by a sick man who likes to make cocaine and sell it to the United States",
        "President Donald Trump",
        "January 2026",
        "set off diplomatic tension, and protests in Bogotá",
    ),
    "F35": row("tensions", "“genocide accomplice” in Gaza"),
    "F36": row("tensions", "sharply criticizes the military deployments"),
    "F37": row("tensions", "attacks on suspected vessels", "at least 126 people have died in 36 known operations"),
    "F38": row("tensions", "rapprochement in Washington", "mobilize in the streets of Bogotá", "symbolic pressure"),
    # gestures before the meeting
    "F39": row("tensions", "issued a special visa so that President Petro could enter the country"),
    "F40": row(
        "tensions",
        "Hours before the meeting Colombia extradited Andrés Felipe Marín Silva, alias “Pipe Tuluá”",
        "attempt to de-escalate",
    ),
    "F41": row(
        "tensions",
        "resumed the deportations of Colombians that it had suspended",
        "months before the meeting",
        "Republican administration welcomed it",
        "“deportations of Colombians to the United States”. Such flights run from the United States to Colombia",
    ),
    "F42": row(
        "tensions",
        "Most of my children live outside the country because of the fight against drug trafficking that we have "
        "waged. Because we have truly suffered it directly.",
        "President Gustavo Petro",
        "February 2026",
        "in a video released just before the meeting",
    ),
    # open questions
    "F43": row(
        "open_questions", "Will a joint statement follow?", "press conference at the Colombian embassy in Washington"
    ),
    "F44": row("open_questions", "Both leaders are unpredictable", "real content of the meeting"),
    "F45": row(
        "open_questions",
        "start of a new chapter between Washington and Bogotá",
        "temporary truce that keeps a larger crisis away",
    ),
    # questions and answers
    "F46": row(
        "questions_and_answers", "What was the meeting about?", "regional security cooperation, the fight against"
    ),
    "F47": row(
        "questions_and_answers",
        "Why is President Petro on the “Clinton List”?",
        "encouraging the production and trafficking of cocaine",
        "financial sanctions and legal restrictions",
    ),
    "F48": row(
        "questions_and_answers",
        "How did Colombia answer American concerns about drug trafficking?",
        "extradited Andrés Felipe Marín Silva",
        "gesture to lower tension",
    ),
}
"""Each row of the sheet, by its number."""

INTERNAL: Final[tuple[str, ...]] = (
    "Do not call the reception a slight",
    "Do not speak of him as convicted",
    "hold no place in the delegation",
    "The cases of the president’s wife and son",
    "any view on the law of the strikes",
    "Either quotation, in either direction",
    "What was the meeting about?",
    "We do not comment on them",
    "an alleged trafficker, as a gesture to lower tension",
    "That they talk is good",
    "We keep to these three",
    "is for the two presidencies to say",
    "We refer you to their offices for the content",
    "INTERNAL",
)
"""Words that stand in the internal edition and may not leave any trace in the public one."""
