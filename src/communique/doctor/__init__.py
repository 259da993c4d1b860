"""
`communique doctor`: whether this machine and this workspace are ready, line by line, with what to do.

`machine` looks at what is installed, `workspace` at the database, the keys and
the settings, `domain` at what receivers find in the DNS, `server` at the relay.
`examine` puts them together. Only the last two ask a network, when they are told to.
"""
