"""
The pages that readers reach: subscribe, confirm, preferences, unsubscribe, and a mailing in the browser.

`app` has the routes, `answers` and `subscribe` what each says, `words` in which
language; `asking` sends the message that asks people to confirm, `caretaker`
goes round while `server` answers. Nobody learns from any answer, or from its
time, whether an address is known here.
"""
