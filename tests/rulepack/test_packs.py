"""Rule packs and case files: validated on load, refused with file and field."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import functions
from qa_scorer.errors import CaseError, PackError
from qa_scorer.rulepack import load_case, load_pack
from qa_scorer.rulepack.lexicon import Lexicon
from qa_scorer.rulepack.patterns import compile_pattern
from qa_scorer.rulepack.schemas.template import Template


def test_default_pack_is_valid(pack):
    assert any(line.startswith("checks:") for line in pack.check())


def test_every_rule_has_exactly_one_logic_and_every_function_a_rule(pack):
    code = {i for i, r in pack.rules.items() if r.kind == "code" and r.status != "retired"}
    assert code == set(functions())


def test_every_rule_names_its_category_by_prefix_and_cites_guidance(pack):
    prefix = {
        "section": "SEC",
        "terms_of_reference": "TOR",
        "name": "NAM",
        "identifier": "IDN",
        "opinion": "OPN",
        "rewording": "REW",
        "recommendation": "REC",
        "chronology": "CHR",
        "genogram": "GEN",
        "methodology": "MET",
        "sign_off": "SGN",
        "placeholder": "PLC",
        "document": "DOC",
    }
    for rule_id, rule in pack.rules.items():
        assert rule_id.startswith(prefix[pack.category(rule_id)]), rule_id
        assert rule.guidance, rule_id
        assert rule.fix.strip() and rule.why.strip() and rule.message.strip(), rule_id


def test_pack_extends_another(tmp_path):
    (tmp_path / "pack.toml").write_text('name = "mine"\nversion = "1"\nextends = "default"\n')
    (tmp_path / "verdict.toml").write_text("limited_at_most = 4\n")
    from qa_scorer.rulepack.schemas.criteria import Verdict

    mine = load_pack(tmp_path)
    assert mine.get(Verdict).limited_at_most == 4
    assert mine.get(Verdict).deciding == load_pack().get(Verdict).deciding


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("verdict.toml", "limited_at_mots = 4\n", "limited_at_mots"),
        ("verdict.toml", "limited_at_most = \n", "not valid TOML"),
        ("template.toml", 'pointers = ["(a+)+b"]\n', "run for ever"),
        ("pack.toml", "", "name"),
    ],
)
def test_a_wrong_pack_is_refused_with_the_field(tmp_path, file, text, words):
    (tmp_path / "pack.toml").write_text('name = "mine"\nversion = "1"\nextends = "default"\n')
    (tmp_path / file).write_text(text)
    with pytest.raises(PackError, match=words.replace("(", r"\(")):
        load_pack(tmp_path).check()


def test_circle_of_packs_is_refused(tmp_path):
    for a, b in (("a", "b"), ("b", "a")):
        (tmp_path / a).mkdir()
        (tmp_path / a / "pack.toml").write_text(f'name = "{a}"\nversion = "1"\nextends = "{b}"\n')
    with pytest.raises(PackError, match="extends itself"):
        load_pack(tmp_path / "a")


def test_unknown_pack_names_the_known_ones():
    with pytest.raises(PackError, match="default"):
        load_pack("no-such-pack")


@pytest.mark.parametrize("bad", [r"(a+)+", r"(?:a*)*b", r"((ab)*c)*", "(", "x" * 5000])
def test_patterns_that_could_run_for_ever_are_refused(bad):
    with pytest.raises(ValueError, match="pattern|repeat|expression"):
        compile_pattern(bad)


def test_lexicon_star_boundary_and_removal():
    lex = Lexicon.parse("x", ["careless*", "good practice  # praise", "failed to", "-failed to"])
    assert [m.group(0) for m in lex.finditer("Carelessness is not good\n practice.")] == [
        "Carelessness",
        "good\n practice",
    ]
    assert lex.search("uncareless") is None and lex.search("failed to") is None


def test_case_file_problem_names_line_and_field(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text('agency = "X"\n[review]\nperiod_from = 2012-01-01\nperiod_to = "soon"\n')
    with pytest.raises(CaseError, match=r"line 4, field 'review.period_to'"):
        load_case(path)
    path.write_text('[adult]\nnaem = "X"\n')
    with pytest.raises(CaseError, match=r"line 2, field 'adult.naem'"):
        load_case(path)
    path.write_text("[review]\nperiod_from = 2012-01-01\nperiod_to = 2011-01-01\n")
    with pytest.raises(CaseError, match="ends before it begins"):
        load_case(path)
    path.write_text("= x")
    with pytest.raises(CaseError, match="not valid TOML"):
        load_case(path)
    with pytest.raises(CaseError, match="no case file"):
        load_case(tmp_path / "none.toml")


def test_template_keys_are_those_of_the_report_contract(pack):
    import json

    from qa_scorer.report.schema import schema_text

    allowed = json.loads(schema_text())["properties"]["sections"]["items"]["properties"]["key"]["enum"]
    assert [s.key for s in pack.get(Template).section if s.listed] == allowed
