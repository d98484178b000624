# SPDX-License-Identifier: MIT
"""The statutory metric reckoned again from data/presets/bng alone, by the formulas of docs/bng.md; used by
check-bng-units."""

import csv
import math
import pathlib
import re

TABLES = pathlib.Path(__file__).resolve().parents[2] / "data" / "presets" / "bng"
MORE_THAN_30, REFUSED = 31, -1
BLANK = ("", "n/a", "null", "none", "not available")
MODULES = {"Habitats": "area", "Urban Trees": "area", "Hedgerows": "hedgerow", "Rivers": "watercourse"}
TYPE_COLUMN = {"Habitats": "Habitat Type", "Hedgerows": "Hedge Type", "Rivers": "River Type"}
ROLE = {"Habitats": "habitat", "Hedgerows": "hedgerow", "Rivers": "river", "Urban Trees": "tree"}


def rows_of(name):
    with open(TABLES / f"{name}.csv", encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(line for line in text if not line.startswith("#")))


def plain(text):
    return "".join(c for c in text.lower() if c.isalnum() and ord(c) < 128)


def unnumbered(text):
    return re.sub(r"^\d+\. ", "", text.strip()).strip()


def blank(text):
    return text is None or text.strip().lower() in BLANK


def table_years(text):
    return None if text == "" else MORE_THAN_30 if text == "30+" else int(text)


CONDITION = {row["condition"]: float(row["score"]) for row in rows_of("condition_scores")}
CONDITION_NAME = {plain(name): name for name in CONDITION}
DIFFICULTY = {row["difficulty"]: float(row["multiplier"]) for row in rows_of("difficulty")}
TIME = {
    table_years(row["years"]): float(row["multiplier"])
    for row in rows_of("temporal_multipliers")
    if row["years"] != "31"
}
SIGNIFICANCE = {plain(row["template_text"]): float(row["multiplier"]) for row in rows_of("strategic_significance")}
SIGNIFICANCE["low1"] = 1.0
ENCROACHMENT = {(row["zone"], plain(row["category"])): float(row["multiplier"]) for row in rows_of("encroachment")}
RISK = {
    (module, plain(row["template_text"])): float(row["multiplier"])
    for row in rows_of("spatial_risk")
    for module in row["module"].split(",")
}
TREE_HA = {plain(row["size"]): float(row["area_m2"]) / 1e4 for row in rows_of("tree_sizes")}
AREA = {}
for habitat in rows_of("area_habitats"):
    AREA[plain(habitat["type"])] = AREA[plain(habitat["broad"] + habitat["type"])] = habitat
CREATION = {(row["broad"], row["type"]): row for row in rows_of("area_time_creation")}
ENHANCEMENT = {(row["broad"], row["type"]): row for row in rows_of("area_time_enhancement")}
HEDGEROW = {plain(row["type"]): row for row in rows_of("hedgerows")}
HEDGEROW_PAIR = {(row["baseline"], row["proposed"]): row for row in rows_of("hedgerow_enhancement")}
WATERCOURSE = {plain(row["type"]): row for row in rows_of("watercourses")}
WATERCOURSE_YEARS = {
    (row["path"], row["start"], row["target"]): int(row["years"]) for row in rows_of("watercourse_time")
}
MEMBER = {(row["module"], row["label"]): row for row in rows_of("trading_members")}
TYPES = {"Habitats": AREA, "Hedgerows": HEDGEROW, "Rivers": WATERCOURSE}


def advance_of(layer):
    return "Habitat Created/Enhanced in advance/years" if layer == "Urban Trees" else "Habitat created in advance/years"


def delay_of(layer):
    return (
        "Delay in starting habitat creation/enhancement in years"
        if layer == "Urban Trees"
        else "Delay in starting habitat creation/years"
    )


def stated_years(text):
    if blank(text):
        return 0
    text = text.strip()
    if text == "30+":
        return MORE_THAN_30
    return int(text) if re.fullmatch(r"\d{1,2}", text) and int(text) <= 30 else None


def years_left(standard, advance, delay):
    if standard == MORE_THAN_30:
        return MORE_THAN_30 if advance == 0 else 0 if advance == MORE_THAN_30 else 30 - advance
    if advance == MORE_THAN_30 or advance > standard:
        return 0
    if delay == MORE_THAN_30 or standard + delay > 30:
        return MORE_THAN_30
    return standard + delay - advance


class State:
    """What a row says of one stage, in the words of the metric."""

    def __init__(self, kind, condition, significance, encroachment, size):
        self.kind, self.condition, self.size = kind, condition, size
        self.significance, self.encroachment = significance, encroachment
        self.score, self.value = float(kind["score"]), CONDITION[condition]

    def units(self):
        return self.size * self.score * self.value * self.encroachment * self.significance


class Row:
    def __init__(self, layer, reference, size, cells, baseline_file):
        self.layer, self.reference, self.size, self.cells, self.findings = layer, reference, size, cells, set()
        self.module = MODULES[layer]
        self.before = self.after = self.years = self.time = self.difficulty = None
        self.kinds = {}
        said = cells.get("Retention Category")
        self.retention = None if blank(said) else plain(unnumbered(said))
        if self.retention not in (None, "retained", "enhanced", "lost", "created"):
            self.findings.add("retention_unknown")
            self.retention = "unknown"
        self.off_site = plain(cells.get("Location") or "") == "offsite"
        self.risk = 1.0
        if self.off_site:
            text = plain(cells.get("Spatial risk category") or "")
            self.risk = RISK.get((self.module, text), RISK.get(("intertidal", text)) if self.module == "area" else None)
        self.part = {"created": "created", "lost": "created"}.get(self.retention, self.retention)
        self.reckon(baseline_file)

    def empty(self, stage):
        if self.layer == "Urban Trees":
            return all(
                blank(self.cells.get(f"{stage} {column}"))
                for column in ("Rural or Urban Tree", "Tree Size", "Condition")
            )
        return blank(self.cells.get(f"{stage} {TYPE_COLUMN[self.layer]}"))

    def placeholder(self):
        if self.layer == "Urban Trees":
            return plain(self.cells.get("Category") or "") == "newlyplanted"
        return plain(self.cells.get(f"Baseline {TYPE_COLUMN[self.layer]}") or "") == "tobecreated"

    def kind_and_size(self, stage):
        if self.layer == "Urban Trees":
            word = (self.cells.get(f"{stage} Rural or Urban Tree") or "").lower()
            kind = AREA["urbantree"] if "urban" in word else AREA["ruraltree"] if "rural" in word else None
            size = TREE_HA.get(plain(unnumbered(self.cells.get(f"{stage} Tree Size") or "")))
            self.findings |= {
                key for key, value in (("tree_kind_unknown", kind), ("tree_size_unknown", size)) if value is None
            }
            return kind, size
        kind = TYPES[self.layer].get(plain(unnumbered(self.cells.get(f"{stage} {TYPE_COLUMN[self.layer]}") or "")))
        broad = self.cells.get(f"{stage} Broad Habitat Type")
        if kind is None:
            self.findings.add("habitat_unknown")
        elif self.layer == "Habitats" and not blank(broad) and plain(unnumbered(broad)) != plain(kind["broad"]):
            self.findings.add("broad_mismatch")
        return kind, self.size

    def condition(self, stage, kind):
        text = self.cells.get(f"{stage} Condition")
        if blank(text):
            self.findings.add("condition_missing")
            return None
        found = CONDITION_NAME.get(plain(unnumbered(text)))
        if found is None:
            self.findings.add("condition_unknown")
        elif kind and found not in kind["conditions"].split(";"):
            self.findings.add("condition_impossible")
            return None
        return found

    def encroachment(self, stage, kind):
        factors = []
        for zone, column in (("watercourse", "Watercourse"), ("riparian", "riparian zone")):
            text = self.cells.get(f"{stage} Encroachment into {column}")
            if blank(text):
                self.findings.add("encroachment_missing")
            elif (zone, plain(unnumbered(text))) not in ENCROACHMENT:
                self.findings.add("encroachment_unknown")
            elif ("culvert" in plain(text)) != (kind["type"] == "Culvert"):
                self.findings.add("encroachment_impossible")
            else:
                factors.append(ENCROACHMENT[zone, plain(unnumbered(text))])
        return factors[0] * factors[1] if len(factors) == 2 else None

    def state(self, stage):
        kind, size = self.kind_and_size(stage)
        if kind is None and self.layer != "Urban Trees":
            return None
        condition = self.condition(stage, kind)
        text, significance = self.cells.get(f"{stage} Strategic Significance"), 1.0
        if not blank(text):
            significance = SIGNIFICANCE.get(plain(unnumbered(text)))
            if significance is None:
                self.findings.add("significance_unknown")
                significance = 1.0
        encroachment = self.encroachment(stage, kind) if self.layer == "Rivers" else 1.0
        if kind is not None:
            self.kinds[stage] = kind
        whole = None not in (kind, size, condition, encroachment)
        return State(kind, condition, significance, encroachment, size) if whole else None

    def reckon(self, baseline_file):
        baseline = proposed = None
        if self.retention != "created" or self.layer == "Habitats":
            if self.placeholder() or self.empty("Baseline"):
                if self.retention != "created" and not (self.placeholder() and self.retention is None):
                    self.findings.add("baseline_missing")
            else:
                baseline = self.state("Baseline")
                if self.retention is None and not baseline_file:
                    self.findings.add("retention_missing")
        self.before = baseline.units() if baseline else None
        if self.retention == "retained":
            self.after = self.before
        if self.retention in ("created", "enhanced") or (self.retention == "lost" and self.layer == "Habitats"):
            if self.empty("Proposed"):
                self.findings.add("proposed_missing")
            else:
                proposed = self.state("Proposed")
            self.propose(baseline, proposed)
        advance, delay = (stated_years(self.cells.get(of(self.layer))) for of in (advance_of, delay_of))
        if advance and delay:
            self.findings.add("advance_and_delay")
        if self.off_site and self.risk is None:
            self.after = None
        self.leave_out_irreplaceable()

    def propose(self, baseline, proposed):
        advance, delay = (stated_years(self.cells.get(of(self.layer))) for of in (advance_of, delay_of))
        if advance is None or delay is None:
            self.findings.add("years_invalid")
        elif proposed and not (advance and delay):
            if self.retention != "enhanced":
                self.create(proposed, advance, delay)
            elif baseline:
                self.enhance(baseline, proposed, advance, delay)

    def leave_out_irreplaceable(self):
        if self.kinds.get("Baseline", {}).get("irreplaceable") != "yes":
            return
        self.findings.add("irreplaceable")
        if self.retention == "lost":
            self.findings.add("irreplaceable_lost")
        if self.retention == "enhanced" and self.after is not None:
            return
        if self.before is not None:
            self.before = 0.0
        if self.retention == "retained":
            self.after = self.before

    def create(self, new, advance, delay):
        kind = new.kind
        if self.module == "area":
            standard = table_years(CREATION[kind["broad"], kind["type"]].get(new.condition, ""))
        elif self.module == "hedgerow":
            standard = table_years(kind["create_" + new.condition.lower()])
        else:
            standard = WATERCOURSE_YEARS.get(("create", "", new.condition))
        if standard is None or (self.module != "hedgerow" and kind["difficulty_creation"] == ""):
            self.findings.add("creation_impossible")
            return
        if self.module == "hedgerow":
            difficulty = 1.0
        elif self.module == "watercourse":
            difficulty = 1.0 if advance >= standard and delay == 0 else DIFFICULTY[kind["difficulty_creation"]]
        else:
            difficulty = self.difficulty_of_new_land(kind, standard, advance)
        self.keep(new.units(), years_left(standard, advance, delay), difficulty)

    @staticmethod
    def difficulty_of_new_land(kind, standard, advance):
        own = DIFFICULTY[kind["difficulty_creation"]]
        if kind["band"] == "V.Low":
            return own
        if advance >= standard:
            return 1.0
        poor = table_years(CREATION[kind["broad"], kind["type"]]["Poor"])
        early = advance > 0 and poor is not None and advance >= poor
        if early and kind["keeps_creation_difficulty"] != "yes" and kind["difficulty_enhancement"]:
            return DIFFICULTY[kind["difficulty_enhancement"]]
        return own

    def keep(self, full, years, difficulty):
        self.years, self.time, self.difficulty = years, TIME[years], difficulty
        self.after = full * self.time * difficulty

    def enhance(self, old, new, advance, delay):
        steps = {"area": self.area_step, "hedgerow": self.hedgerow_step, "watercourse": self.watercourse_step}
        standard = steps[self.module](old, new)
        if standard is None:
            self.findings.add("enhancement_impossible")
        if standard in (None, REFUSED):
            return
        reached = advance >= standard and delay == 0
        if self.module == "hedgerow" or reached:
            difficulty = 1.0
        elif new.kind["difficulty_enhancement"] == "":
            self.findings.add("enhancement_impossible")
            return
        else:
            difficulty = DIFFICULTY[new.kind["difficulty_enhancement"]]
        self.keep(0, years_left(standard, advance, delay), difficulty)
        was, becomes = new.size * old.score * old.value, new.size * new.score * new.value
        self.after = ((becomes - was) * self.time * difficulty + was) * new.encroachment * new.significance

    def refuse(self, key):
        self.findings.add(key)
        return REFUSED

    def area_step(self, old, new):
        """Years; None where the tables have none, REFUSED where a rule forbids the step."""
        if new.score < old.score:
            return self.refuse("trading_down")
        if old.kind["band"] in ("High", "V.High") and new.kind is not old.kind:
            return self.refuse("trading_like_for_like")
        seagrass = new.kind["type"] == "Littoral seagrass" and old.kind["type"] not in (
            "Littoral seagrass",
            "Littoral sand",
        )
        greened = "(IGGI)" in new.kind["type"] and old.kind["broad"] != "Intertidal hard structures"
        if seagrass or greened or new.kind["type"] == "Felled":
            return None
        if old.value > new.value:
            return self.refuse("condition_falls")
        if old.score == new.score and old.value == new.value:
            return self.refuse("no_enhancement")
        start = "Lower" if new.kind is not old.kind and new.score > old.score else old.condition
        return table_years(ENHANCEMENT[new.kind["broad"], new.kind["type"]].get(f"{start} - {new.condition}", ""))

    def hedgerow_step(self, old, new):
        if old.value > new.value:
            return self.refuse("condition_falls")
        if old.score == new.score and old.condition == new.condition:
            return self.refuse("no_enhancement")
        pair = HEDGEROW_PAIR.get((old.kind["type"], new.kind["type"]))
        if pair is None or pair["movement"] != "allowed":
            return None
        if new.score > old.score:
            return table_years(pair["years_through_distinctiveness"])
        return table_years(new.kind.get(f"enhance_{old.condition}_{new.condition}".lower(), ""))

    def watercourse_step(self, old, new):
        if new.score < old.score:
            return self.refuse("trading_down")
        if old.value > new.value:
            return self.refuse("condition_falls")
        if new.kind["type"] == "Culvert":
            return None
        return 10 if new.score > old.score else WATERCOURSE_YEARS.get(("condition", old.condition, new.condition))

    def entries(self):
        """Type, units and stage of what counts."""
        after_kind = self.kinds.get("Baseline" if self.retention == "retained" else "Proposed")
        for kind, units, part in (
            (self.kinds.get("Baseline"), self.before, "before"),
            (after_kind, self.after, self.part),
        ):
            if kind is not None and units is not None:
                yield kind, units, part


def totals_of(rows):
    totals = {
        module: dict.fromkeys(("before", "retained", "created", "enhanced", "off_site_before", "off_site_after"), 0.0)
        for module in ("area", "hedgerow", "watercourse")
    }
    at_risk = dict.fromkeys(totals, 0.0)
    for row in rows:
        for _, units, part in row.entries():
            if row.off_site:
                totals[row.module]["off_site_" + ("before" if part == "before" else "after")] += units
                at_risk[row.module] += (-units if part == "before" else units) * (1 if row.risk is None else row.risk)
            else:
                totals[row.module][part] += units
    for module, one in totals.items():
        one["after"] = one["retained"] + one["created"] + one["enhanced"]
        one["net"] = one["after"] - one["before"]
        one["net_percent"] = (
            100 * one["net"] / one["before"] if one["before"] > 0 else None if one["after"] > 0 else 0.0
        )
        one["off_site_net"] = one["off_site_after"] - one["off_site_before"]
        one["off_site_net_at_risk"] = at_risk[module] if one["off_site_net"] > 0 else one["off_site_net"]
        one["total_net"] = one["net"] + one["off_site_net_at_risk"]
        one["needed"] = max(0.0, one["before"] * 1.1 - one["after"] - one["off_site_net_at_risk"])
    return totals


class Trading:
    def __init__(self, rows):
        self.changes, self.result = {}, {}
        for row in rows:
            for kind, units, part in row.entries():
                label = f"{kind['broad']} - {kind['type']}" if row.module == "area" else kind["type"]
                member = MEMBER.get((row.module, label))
                if member is None:
                    continue
                group = member["group"] if row.module == "area" and member["band"] == "Medium" else label
                band = self.changes.setdefault((row.module, member["band"]), {})
                band[group] = band.get(group, 0.0) + (-units if part == "before" else units)
        self.area()
        self.hedgerow()
        self.watercourse()

    def gains(self, module, band):
        return math.fsum(change for change in self.changes.get((module, band), {}).values() if change > 0)

    def losses(self, module, band):
        return math.fsum(change for change in self.changes.get((module, band), {}).values() if change < 0)

    def both(self, module, band, met, **more):
        self.result[module, band] = dict(
            met=met, surplus=self.gains(module, band), deficit=self.losses(module, band), **more
        )

    def strict(self, module, band):
        self.both(module, band, all(change >= -1e-9 for change in self.changes.get((module, band), {}).values()))

    def sums(self, module, band, above):
        net = self.gains(module, band) + self.losses(module, band)
        self.result[module, band] = dict(met=net + above >= -1e-9, net=net, cumulative=net + above)
        return max(0.0, net + above)

    def area(self):
        self.strict("area", "V.High")
        self.strict("area", "High")
        covered = self.losses("area", "Medium") + self.gains("area", "High") + self.gains("area", "V.High")
        cumulative = covered + self.gains("area", "Medium")
        self.both("area", "Medium", covered >= -1e-9, cumulative=cumulative)
        self.sums("area", "Low", max(0.0, cumulative))

    def hedgerow(self):
        self.strict("hedgerow", "V.High")
        left = self.gains("hedgerow", "V.High") + self.losses("hedgerow", "High")
        self.both("hedgerow", "High", left >= -1e-9)
        above = self.gains("hedgerow", "High") + max(0.0, left)
        for band in ("Medium", "Low", "V.Low"):
            above = self.sums("hedgerow", band, above)

    def watercourse(self):
        for band in ("V.High", "High", "Medium"):
            self.strict("watercourse", band)
        self.sums("watercourse", "Low", sum(self.gains("watercourse", band) for band in ("V.High", "High", "Medium")))
