"""
What comes back: bounces and complaints, from a mailbox or a provider, and what follows from them.

    a message ──read──▶ Report ──find──▶ a delivery of ours ──settle──▶ bounce, suppression, the ledger

Anybody can write to a mailbox. What is said there counts only where it carries a
token of ours, which only the message itself carried; all else is kept for a
person to look at, and changes nothing.
"""
