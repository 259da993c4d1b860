"""The words of the public pages, in each of their languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Final = {
    "gone_title": "This link does not work",
    "gone_text": "It may be cut off, or too old. Use the link in the latest message that you have from us.",
    "refused_title": "That did not work",
    "refused_text": "Go back, and press the button on the page.",
    "unsubscribe_title": "Unsubscribe?",
    "unsubscribe_text": "You will receive no more messages from this list:",
    "unsubscribe_button": "Unsubscribe",
    "unsubscribed_title": "You are unsubscribed",
    "unsubscribed_text": "You will receive no more messages from this list:",
    "confirm_title": "Confirm your subscription",
    "confirm_text": "You will receive messages from this list:",
    "confirm_button": "Confirm",
    "confirm_else": "If you did not ask for this, close the page; nothing will be sent to you.",
    "confirmed_title": "Your subscription is confirmed",
    "confirmed_text": "You will receive messages from this list:",
    "late_title": "This link has expired",
    "late_text": "A subscription is confirmed within seven days. Please ask for it again:",
    "preferences_title": "Your subscriptions",
    "preferences_for": "For",
    "saved_title": "Your choices are saved",
    "lists": "Lists",
    "language": "Language",
    "language_none": "As the list is written",
    "language_en": "English",
    "language_es": "Español",
    "format": "Messages",
    "format_html": "With layout",
    "format_text": "Plain text only",
    "save": "Save",
    "leave_all": "Unsubscribe from all lists",
}
SPANISH: Final = {
    "gone_title": "Este enlace no funciona",
    "gone_text": "Puede estar incompleto o ser demasiado antiguo. Use el enlace del último mensaje que recibió de nosotros.",
    "refused_title": "No fue posible",
    "refused_text": "Vuelva atrás y pulse el botón de la página.",
    "unsubscribe_title": "¿Darse de baja?",
    "unsubscribe_text": "No recibirá más mensajes de esta lista:",
    "unsubscribe_button": "Darme de baja",
    "unsubscribed_title": "Se ha dado de baja",
    "unsubscribed_text": "No recibirá más mensajes de esta lista:",
    "confirm_title": "Confirme su suscripción",
    "confirm_text": "Recibirá los mensajes de esta lista:",
    "confirm_button": "Confirmar",
    "confirm_else": "Si no la pidió, cierre la página; no se le enviará nada.",
    "confirmed_title": "Su suscripción está confirmada",
    "confirmed_text": "Recibirá los mensajes de esta lista:",
    "late_title": "Este enlace ha caducado",
    "late_text": "Una suscripción se confirma en un plazo de siete días. Pídala de nuevo, por favor:",
    "preferences_title": "Sus suscripciones",
    "preferences_for": "Para",
    "saved_title": "Sus preferencias se han guardado",
    "lists": "Listas",
    "language": "Idioma",
    "language_none": "El idioma de la lista",
    "language_en": "English",
    "language_es": "Español",
    "format": "Mensajes",
    "format_html": "Con diseño",
    "format_text": "Solo texto",
    "save": "Guardar",
    "leave_all": "Darme de baja de todas las listas",
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH, "es": SPANISH}


def language_for(accepted: str) -> str:
    """Choose by what a browser accepts: the first language that there is; English where there is none."""
    wished = (part.partition(";")[0].strip().lower().partition("-")[0] for part in accepted.split(","))
    return next((code for code in wished if code in WORDS), "en")
