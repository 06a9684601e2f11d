"""Another client in a mail is found, however it is packed, and what both share is not held against it."""

import base64
import io
from urllib.parse import quote

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from kpilib.deliver.mail.strangers import Part, Stranger, found_in, strangers_of
from kpilib.deliver.mail.texts import texts_in
from kpilib.plan.client import Client

BUNGA = Stranger("florist-17", ("florist-17", "Toko Bunga Abadi", "toko-bunga.example"))


def client(name: str, **told) -> Client:
    source = {"file": "exports/days.csv", "reader": "ga4"}
    return Client(name=name, currency="IDR", timezone="Asia/Jakarta", sources=[source], **told)


def seen(content: str | bytes, kind: str = "text/html") -> list[tuple[str, str]]:
    content = content.encode() if isinstance(content, str) else content
    return [(one.client, one.sign) for one in found_in([Part("it", kind, content)], [BUNGA])]


NAME = [("florist-17", "Toko Bunga Abadi")]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>Toko <tspan>Bunga</tspan> Abadi</text></svg>'


@pytest.mark.parametrize(
    "text",
    [
        "Toko Bunga Abadi",
        "sales of TOKO\N{NO-BREAK SPACE}BUNGA\n ABADI, 12%",
        "toko bun\N{SOFT HYPHEN}ga ab\N{ZERO WIDTH SPACE}adi",
        "Q3_toko_bunga_abadi_brand",
        "TokoBungaAbadi",
        "\N{FULLWIDTH LATIN CAPITAL LETTER T}oko Bunga Abadi",
        "<p>Toko <b>Bunga</b> Abadi</p>",
        "<p>Toko Bun<b>ga</b> Abadi</p>",
        '<img alt="Toko Bunga Abadi: 12">',
        "<!-- Toko Bunga Abadi -->",
        "T&#111;ko&nbsp;Bunga Abadi",
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}">',
        f'<img src="data:image/svg+xml,{quote(SVG)}">',
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    assert seen(text) == NAME


def test_the_folder_the_domain_and_an_address_are_found():
    assert seen("see florist-17/kpi_progress.html") == [("florist-17", "florist-17")]
    assert seen("ana@toko-bunga.example") == [("florist-17", "toko-bunga.example")]


def test_a_word_that_only_begins_alike_is_another():
    assert seen("toko bunga abadinya, stoko bunga abadi, florist-171, bunga abadi") == []


def picture(**metadata: str) -> bytes:
    figure, target = Figure(figsize=(1, 1)), io.BytesIO()
    figure.savefig(target, format="png", metadata=metadata)
    return target.getvalue()


def test_what_a_picture_says_of_itself_is_found():
    assert seen(picture(Title="Toko Bunga Abadi"), "image/png") == NAME
    assert seen(picture(), "image/png") == []
    assert seen(picture() + b"Toko Bunga Abadi", "image/png") == NAME
    within = f'<img src="data:image/png;base64,{base64.b64encode(picture(Author="Toko Bunga Abadi")).decode()}">'
    assert seen(within) == NAME
    assert seen(b"\xff\xd8\xff\xfe\0\x12Toko Bunga Abadi\xff\xd9", "image/jpeg") == NAME
    assert seen("Toko Bunga Abadi".encode("utf-16-le"), "image/jpeg") == NAME


def test_compressed_words_of_a_picture_are_found():
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    bare = picture()
    packed = zlib.compress(b"Toko Bunga Abadi")
    for one in (chunk(b"zTXt", b"Comment\0\0" + packed), chunk(b"iTXt", b"Title\0\1\0en\0\0" + packed)):
        assert seen(bare[:33] + one + bare[33:], "image/png") == NAME


def test_printed_pages_are_read():
    figure, target = plt.figure(), io.BytesIO()
    figure.text(0.1, 0.5, "orders of Toko Bunga Abadi")
    with plt.rc_context({"pdf.fonttype": 42}):
        figure.savefig(target, format="pdf")
    plt.close(figure)
    assert seen(target.getvalue(), "application/pdf") == NAME


def test_what_cannot_be_unpacked_is_looked_at_as_it_stands():
    assert seen('<img src="data:image/svg+xml;base64,Toko%20Bunga%20Abadi">') == NAME
    assert list(texts_in("image/png", b"\x89PNG\r\n\x1a\n\0\0")) != []


def test_strangers_are_all_others_by_what_is_not_shared():
    everyone = {
        "kopi": client("Kopi Contoh", recipients=[{"name": "A", "email": "a@kopi.example"}], may_mention=["Pasar"]),
        "bunga": client(
            "Toko Bunga",
            recipients=[{"name": "B", "email": "B@Gmail.com"}, {"name": "C", "email": "kpi@agency.example"}],
            mail_allowed=["bücher.example", "kopi.example"],
        ),
        "pasar": client("Pasar"),
        "broken": None,
    }
    told = strangers_of("kopi", everyone, ours="kpi@agency.example")
    assert told == [
        Stranger("bunga", ("B@gmail.com", "Toko Bunga", "bunga", "xn--bcher-kva.example")),
        Stranger("pasar", ()),
        Stranger("broken", ("broken",)),
    ]
