"""The pages over a lake, and the command that shows them."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx

from flows.serve.app import create_app
from flows.serve.security import LOOPBACK
from schemas.place import Lake
from schemas.settings import Settings
from tests.flows.commands import ROOT
from tests.flows.serve.newsroom import newsroom
from warehouse.move import move
from warehouse.query import run_query


def test_a_lake_is_shown_as_pages_and_corrected_and_its_password_is_not_told(lake: Lake, tmp_path: Path) -> None:
    move(newsroom(tmp_path), lake)
    walk(lake)
    serve(lake, tmp_path)


def walk(filled: Lake) -> None:
    """A page of each kind, and a correction by its form."""
    settings = Settings(lake_catalog=filled.catalog, lake_data=filled.data)
    pages = create_app(settings, edit=True, hosts=LOOPBACK)
    article = run_query(filled, "SELECT article_id FROM articles WHERE title LIKE 'Council backs tram%'")
    person = run_query(filled, "SELECT person_id FROM persons WHERE name = 'Ruth Adeyemi'")
    quote = run_query(filled, "SELECT quote_id FROM who_said_what WHERE speaker_name = 'Ruth Adeyemi' LIMIT 1")
    address = f"/article/{article['article_id'][0]}"
    wrong = f"/wrong?quote={quote['quote_id'][0]}"
    addresses = ["/search?q=tram", "/desk", address, f"{address}/changes/2", f"/person/{person['person_id'][0]}", wrong]

    async def walked() -> dict[str, int]:
        transport = httpx.ASGITransport(pages, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            found = {one: (await client.get(one)).status_code for one in addresses}
            form = (await client.get(wrong)).text
            token = re.search(r'name="token"[^>]*value="([^"]+)"', form) or re.search(
                r'value="([^"]+)"[^>]*name="token"', form
            )
            assert token
            given = {"token": token[1], "by": "Jo", "what": "not_a_quote", "reason": "a title"}
            sent = await client.post(wrong, data=given, headers={"origin": "http://localhost"})
            return found | {"sent": sent.status_code}

    assert asyncio.run(walked()) == {**dict.fromkeys(addresses, 200), "sent": 303}
    assert len(run_query(filled, "FROM corrections")) == 1


def serve(filled: Lake, tmp_path: Path) -> None:
    """The command in a process of its own, its first page, and the password in neither."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "COPYDESK_LAKE_CATALOG": f"{filled.catalog} password=hunter2",
        "COPYDESK_LAKE_DATA": filled.data,
    }
    command = [sys.executable, "-m", "flows", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        said = serving.stdout.readline()
        try:
            address = re.search(r"http://\S+?/(?= )", said)
            assert address, said
            answer = httpx.get(address[0], timeout=60)
        finally:
            serving.terminate()
    assert (answer.status_code, "Council backs tram" in answer.text) == (200, True)
    assert "hunter2" not in said + answer.text
