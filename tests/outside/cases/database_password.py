# SPDX-License-Identifier: MIT
"""The password of a database connection, without a server: what is said when the connection cannot be made."""

from outside import case

CONNECTIONS = [
    "PG:host=127.0.0.1 port=1 dbname=county user=lnrs password=secret-7#habitat",
    "PG:password = 'secret-7 \\'x\\' y' host=127.0.0.1 port=1#habitat",
    "PG:host=127.0.0.1 port=1 password=secret-7#x&y;z#habitat",
    "postgresql://lnrs:secret-7@127.0.0.1:1/county#habitat",
    "postgresql://127.0.0.1:1/county?user=lnrs&password=secret-7#habitat",
]


@case(
    "27-database-password-in-results", "times the password is shown or written, over five spellings and five commands"
)
def shown(run):
    count = 0
    for connection in CONNECTIONS:
        run.write(
            "county.toml",
            '[project]\nallow_network = true\n[layers.habitat]\nlayer = \'\'\''
            + connection
            + '\'\'\'\nclass = "class"\ncrosswalk = "ukhab"\n',
        )
        for words in (
            ["opportunities", "county.toml", "--dry-run"],
            ["opportunities", "county.toml", "--print-config"],
            ["opportunities", "county.toml", "-o", "o.gpkg"],
            ["dissolve", connection, "--allow-network", "-o", "d.gpkg"],
            ["inspect", connection],
        ):
            count += run.lnrs(words).text.count("secret-7")
        count += sum(
            file.read_bytes().count(b"secret-7")
            for file in run.folder.glob("**/*")
            if file.is_file() and file.name not in ("county.toml", "README.md")
        )
    return 0, count
