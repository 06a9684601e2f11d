"""The words of a Search Console download, in the languages whose headers are known here.

Source: headers of files as downloaded in English and French, and for German, Spanish, Portuguese and Indonesian as
public parsers of such files name them. What is not among these words is still found by its content where that is
plain: dates are dates in every language.
"""

CLICKS = {"clicks", "klicks", "clics", "cliques", "klik"}
IMPRESSIONS = {"impressions", "impressionen", "impresiones", "impressões", "tayangan"}
POSITION = {
    "position",
    "posición",
    "posição",
    "posisi",
    "average position",
    "durchschnittliche position",
    "position moyenne",
    "posición media",
    "posição média",
    "posisi rata-rata",
}
DIMENSIONS = {
    "dates": {"date", "datum", "fecha", "data", "tanggal", "day", "tag", "jour", "día", "dia", "hari"},
    "queries": {
        "top queries",
        "query",
        "häufigste suchanfragen",
        "die häufigsten suchanfragen",
        "suchanfrage",
        "requêtes les plus fréquentes",
        "requête",
        "consultas principales",
        "consulta",
        "principais consultas",
        "consultas principais",
        "top consultas",
        "kueri teratas",
        "kueri",
    },
    "pages": {
        "top pages",
        "page",
        "häufigste seiten",
        "die häufigsten seiten",
        "seite",
        "pages les plus populaires",
        "páginas principales",
        "página",
        "páginas principais",
        "principais páginas",
        "páginas mais visitadas",
        "halaman teratas",
        "halaman",
    },
    "countries": {"country", "land", "pays", "país", "negara"},
    "devices": {"device", "gerät", "appareil", "dispositivo", "perangkat"},
    "search appearances": {
        "search appearance",
        "darstellung in der suche",
        "darstellung in suchergebnissen",
        "apparence dans les résultats de recherche",
        "aparición en búsquedas",
        "aparición en el buscador",
        "aspeto na pesquisa",
        "aparência na pesquisa",
        "aparência da pesquisa",
        "tampilan penelusuran",
        "penampilan penelusuran",
    },
}
# Header of the table that tells how the download was set.
FILTERS = {
    ("filter", "value"),
    ("filter", "wert"),
    ("filtre", "valeur"),
    ("filtro", "valor"),
    ("filter", "nilai"),
}
