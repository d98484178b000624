# SPDX-License-Identifier: MIT
"""CSV files of one column."""

from outside import case


@case("09-one-column-csv", "one column of WKT: exit code and hectares")
def one_column(run):
    done = run.lnrs("buffer one_column.csv --distance 0 --assume-crs EPSG:27700 -o o.gpkg -q")
    return (0, 1.0), (done.code, round(run.sql("o.gpkg", "SELECT sum(area_ha) FROM buffer")[0][0], 6))
