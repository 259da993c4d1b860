"""
The pages that readers reach from their mail: confirm, preferences, unsubscribe, and a mailing in the browser.

`app` has the routes, `answers` what each says, `limits` who may ask how often,
`server` runs it. Nobody learns from any answer, or from its time, whether an
address is known here.
"""
