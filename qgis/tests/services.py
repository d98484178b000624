# SPDX-License-Identifier: MIT
"""Sources that are no files, for the tests: a web feature service and a PostGIS server of the test's own."""

import http.server
import os
import pathlib
import pwd
import subprocess
import threading
import urllib.parse

CAPABILITIES = """<?xml version="1.0"?>
<WFS_Capabilities version="1.0.0" xmlns="http://www.opengis.net/wfs" xmlns:ogc="http://www.opengis.net/ogc">
<Service><Name>WFS</Name><OnlineResource>{url}</OnlineResource></Service>
<Capability><Request>
<GetFeature><ResultFormat><GML2/></ResultFormat>
<DCPType><HTTP><Get onlineResource="{url}"/></HTTP></DCPType></GetFeature>
</Request></Capability>
<FeatureTypeList><Operations><Query/></Operations><FeatureType><Name>woods</Name><Title>Woods</Title>
<SRS>EPSG:27700</SRS>
<LatLongBoundingBox minx="-3" miny="50" maxx="0" maxy="53"/></FeatureType></FeatureTypeList></WFS_Capabilities>"""
SCHEMA = """<?xml version="1.0"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:t="http://t" xmlns:gml="http://www.opengis.net/gml"
 targetNamespace="http://t" elementFormDefault="qualified"><xsd:element name="woods" type="t:woodsType"
 substitutionGroup="gml:_Feature"/><xsd:complexType name="woodsType"><xsd:complexContent><xsd:extension
 base="gml:AbstractFeatureType"><xsd:sequence><xsd:element name="geom" type="gml:PolygonPropertyType"/>
 <xsd:element name="name" type="xsd:string"/></xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>
</xsd:schema>"""
FEATURES = """<?xml version="1.0"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" xmlns:t="http://t">
<gml:featureMember><t:woods fid="woods.1"><t:geom>
<gml:Polygon srsName="EPSG:27700"><gml:outerBoundaryIs><gml:LinearRing>
<gml:coordinates>400000,200000 400100,200000 400100,200100 400000,200100 400000,200000</gml:coordinates>
</gml:LinearRing>
</gml:outerBoundaryIs></gml:Polygon></t:geom><t:name>Oak Wood</t:name></t:woods>
</gml:featureMember></wfs:FeatureCollection>"""


class FeatureService:
    """A web feature service with one wood of 1 ha."""

    def __enter__(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked = {
                    key.lower(): value[0].lower()
                    for key, value in urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).items()
                }
                text = {"getcapabilities": CAPABILITIES.format(url=service.url), "describefeaturetype": SCHEMA}.get(
                    asked.get("request"), FEATURES
                )
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/wfs"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()


def server_programs():
    """The folder of initdb of a PostgreSQL that has PostGIS, or None."""
    for folder in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        extension = pathlib.Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if (folder / "initdb").exists() and extension.exists():
            return folder
    return None


class Database:
    """A PostGIS server with the table woods, on a socket in a folder."""

    def __init__(self, folder):
        self.folder, self.programs, self.as_ = pathlib.Path(folder), server_programs(), []
        self.folder.mkdir()
        if os.geteuid() == 0:  # PostgreSQL refuses to run with all rights
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            os.chmod(self.folder.parent, 0o755)
            self.as_ = ["setpriv", "--reuid=nobody", f"--regid={nobody.pw_gid}", "--clear-groups"]

    def do(self, program, *words, input=None):
        subprocess.run(
            [*self.as_, str(self.programs / program), *words],
            check=True,
            capture_output=True,
            input=input,
            cwd="/",
            text=True,
        )

    def __enter__(self):
        data = str(self.folder / "data")
        self.do("initdb", "-D", data, "-U", "lnrs", "-A", "trust", "--no-sync")
        subprocess.run(
            [
                *self.as_,
                str(self.programs / "pg_ctl"),
                "-D",
                data,
                "-w",
                "-l",
                str(self.folder / "log"),
                "-o",
                f"-c listen_addresses='' -c fsync=off -p 54331 -k {self.folder}",
                "start",
            ],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.do(
            "psql",
            "-q",
            "-h",
            str(self.folder),
            "-p",
            "54331",
            "-U",
            "lnrs",
            "-v",
            "ON_ERROR_STOP=1",
            "postgres",
            input="CREATE EXTENSION postgis; CREATE TABLE woods (id int PRIMARY KEY, name text, tags text[], "
            "geom geometry(Polygon, 27700)); INSERT INTO woods VALUES (7, 'Oak Wood', '{a,b}', ST_GeomFromText("
            "'POLYGON((400000 200000,400100 200000,400100 200100,400000 200100,400000 200000))', 27700));",
        )
        self.source = (
            f"dbname='postgres' host='{self.folder}' port=54331 user='lnrs' key='id' srid=27700 type=Polygon "
            'table="public"."woods" (geom)'
        )
        return self

    def __exit__(self, *_error):
        self.do("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
