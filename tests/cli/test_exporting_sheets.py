"""`alongside export csv`: the sheet that coordinators edit, for whoever runs the installation."""

import csv
from collections.abc import Callable
from pathlib import Path

from directory.config import load_settings
from directory.db import open_database
from directory.listings.models import mint_id
from directory.listings.service import save_listing
from directory.seeding.vocabulary import seed_vocabulary
from tests.cli.conftest import Ran
from tests.factories import EDITED, HALL, draft


def test_a_sheet_is_written_for_its_owner_alone_and_with_public_no_private_address_is_in_it(
    alongside: Callable[..., Ran], tmp_path: Path, now
) -> None:
    assert alongside("db", "upgrade").code == 0
    database = open_database(load_settings())
    with database.writing() as session:
        seed_vocabulary(session)
        hidden = draft(place=HALL.model_copy(update={"visibility": "area_only"}))
        save_listing(session, hidden, listing_id=mint_id("tests", "1"), now=now, origin=EDITED)
    database.close()
    whole, public = tmp_path / "whole.csv", tmp_path / "public.csv"
    whole.touch(mode=0o644)
    assert alongside("export", "csv", "--to", str(whole)).out == f"1 listings are in {whole}.\n"
    assert alongside("export", "csv", "--public", "--to", str(public)).code == 0
    assert whole.stat().st_mode & 0o077 == 0
    (row,) = csv.DictReader(whole.read_text("utf-8-sig").splitlines())
    assert (row["place_address_1"], row["hours"]) == ("100 Elm Street", "Every Monday 7–8 pm")
    assert "100 Elm" not in public.read_text("utf-8-sig")
