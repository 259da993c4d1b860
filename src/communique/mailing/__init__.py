"""
Subscribers and sending: who is written to, what became of each message, and nobody twice.

It sees finished Outputs, never a Brief. `tables` holds all that is kept,
`guards` what may never happen to it, `store` opens it; `ledger` is the one door
through which a delivery moves.
"""
