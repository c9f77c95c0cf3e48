"""What the DNS says is really asked for."""

from __future__ import annotations

import pytest

from tests.platform.domains.nameserver import name_server
from tui.platform.domains.lookup import Dns, NobodyAnswersError


async def test_texts_are_whole_whatever_pieces_they_come_in() -> None:
    records = {("shop.test", "TXT"): ['"v=spf1 -all"', '"in " "two pieces"', '"a \\"quote\\" and \\195\\188"']}
    async with name_server(records) as (_, dns):
        assert set(await dns.texts("shop.test")) == {"v=spf1 -all", "in two pieces", 'a "quote" and ü'}


async def test_addresses_of_both_kinds() -> None:
    async with name_server({("a.test", "A"): ["127.0.0.1"], ("a.test", "AAAA"): ["2001:db8::1"]}) as (_, dns):
        assert await dns.addresses("a.test") == ("127.0.0.1", "2001:db8::1")


async def test_a_name_without_records_and_one_that_is_not_there_have_none() -> None:
    async with name_server({("a.test", "A"): ["127.0.0.1"]}) as (_, dns):
        assert await dns.texts("a.test") == ()
        assert await dns.texts("b.test") == ()


async def test_a_silent_server_is_told_from_one_that_has_nothing() -> None:
    async with name_server(timeout=0.1) as (server, dns):
        server.silent = True
        with pytest.raises(NobodyAnswersError):
            await dns.texts("a.test")


async def test_a_name_too_long_for_the_dns_is_no_failure_of_ours() -> None:
    with pytest.raises(NobodyAnswersError):
        await Dns().texts("a" * 64 + ".test")
