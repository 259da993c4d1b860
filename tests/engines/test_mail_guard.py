"""The guard: what an e-mail's HTML may refer to, and what it may not."""

from __future__ import annotations

import pytest

from communique.engines.mail_guard import guard


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://example.org">x</a>',
        '<a href="HTTP://example.org">x</a>',
        '<a href="mailto:a@example.org">x</a>',
        '<a href="tel:+4712345678">x</a>',
        '<a href="#sources">x</a>',
        '<img src="cid:abc@communique.invalid" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        "<p>url(https://example.org) @import script</p>",
        '<style>p { content: "\\201C" } /* nothing */</style>',
        "<!--[if mso]><table><tr><td><![endif]-->",
    ],
)
def test_links_and_own_pictures_pass(html: str) -> None:
    assert guard(html) == ()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://example.org/x.png">',
        '<img src="//example.org/x.png">',
        '<img src="/etc/passwd">',
        '<img src="data:text/html;base64,AAAA">',
        '<img src="data:image/svg+xml;base64,AAAA">',
        '<img srcset="https://example.org/x.png 2x">',
        '<td background="https://example.org/x.png">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java&#115;cript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="file:///etc/passwd">x</a>',
        '<a href="relative.html">x</a>',
        '<p onclick="alert(1)">x</p>',
        "<script>1</script>",
        "<svg></svg>",
        '<iframe src="cid:x"></iframe>',
        '<form action="https://example.org">',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<base href="https://example.org/">',
        '<meta http-equiv="refresh" content="0">',
        '<p style="background: url(https://example.org/x)">x</p>',
        '<p style="background: URL (x)">x</p>',
        '<p style="background: \\75rl(https://example.org/x)">x</p>',
        '<p style="background: u/**/rl(https://example.org/x)">x</p>',
        "<style>@IMPORT 'x'</style>",
        "<style>@font-face { src: local(x) }</style>",
        '<!--[if mso]><v:fill src="https://example.org/x.png"/><![endif]-->',
        '<!--[if gte mso 9]><img src="https://example.org/x.png"><![endif]-->',
    ],
)
def test_what_fetches_or_runs_is_found(html: str) -> None:
    assert [problem.code for problem in guard(html)][:1] == ["mail-fetches"]
