"""What of a fixed fee its stages do not cover: it can be billed, once, and is told of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.drafts import draft_invoice
from billing.fees import fee_gaps
from store.errors import NothingToDo
from store.ledger import Ledger
from store.project_progress import say_complete
from store.projects import add_project
from store.stages import add_stage, finish_stage
from tests.billing.studio import CLIENT, NOVEMBER, agree, amounts, client_id, draft, open_studio


def test_what_the_stages_lack_of_the_fee_is_billed_when_it_is_asked_for(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        shop = add_project(work, "Shop", CLIENT).id
        agree(work, shop, "fixed", 800_000)
        design = add_stage(work, shop, "Design", budget=300_000)
        (said,) = fee_gaps(work, client_id(work))
        assert said == (
            "Shop: its stages come to 3000.00 EUR, its fee is 8000.00 EUR."
            " The rest is billed when it is complete, or with --project."
        )
        rest = draft(work, project_id=shop)
        assert amounts(work, rest.id) == [("Shop", "1", "5000.00", 500_000)]
        finish_stage(work, design, "2026-11-20")
        assert draft(work).net == 300_000
        with pytest.raises(NothingToDo):
            draft(work, project_id=shop)


def test_a_fee_that_is_raised_later_is_billed_when_the_project_is_complete(ledger: Ledger) -> None:
    with ledger.write() as work:
        open_studio(work)
        shop = add_project(work, "Shop", CLIENT).id
        agree(work, shop, "fixed", 800_000)
        assert draft(work, project_id=shop).net == 800_000
        agree(work, shop, "fixed", 900_000)
        with pytest.raises(NothingToDo):
            draft(work)
        say_complete(work, shop, Decimal(100))
        assert draft_invoice(work, client_id(work), NOVEMBER).net == 100_000
        add_stage(work, shop, "Late", budget=300_000)
        with pytest.raises(NothingToDo):
            draft(work, project_id=shop)
