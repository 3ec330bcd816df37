"""Titles of ten languages: every role in each, one role a form, and what a headline's words mean."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl
import pytest

from toolkit import alphabets, language, mention, reference, tables
from toolkit.coding import headlines

TITLES = ("es", "fr", "ru", "ar", "pt", "tr", "de", "id")  # languages that have titles, and no acts yet
ROLES = set(language.load("en").sections["title"])
PLURALS = set(language.load("en").sections["title_plural"])

# What is said, and the roles of its titles in order: "*" of several people, "" of no party.
SAID = {
    "es": {
        "El canciller cubano se entrevistó en Madrid con su homólogo": ["foreign_minister"],
        "El canciller federal Friedrich Merz viajó a París": ["chancellor"],
        "La canciller alemana recibió a la delegación": ["chancellor"],
        "El jefe del Gobierno español, de visita en Rabat": ["prime_minister"],
        "La presidenta electa agradeció la llamada": ["president"],
        "La primera ministra de Italia llegó a Tirana": ["prime_minister"],
        "La ministra de Asuntos Exteriores, Unión Europea y Cooperación viaja a Lima": ["foreign_minister"],
        "El ministro de RR.EE. de Bolivia habló con la prensa": ["foreign_minister"],
        "El rey Felipe VI y la reina Letizia": ["king", "queen"],
        "Los cancilleres de ambos países firmaron un acuerdo": ["foreign_minister*"],
        "El vicecanciller y el embajador conversaron": ["deputy_minister", "ambassador"],
        "La expresidenta asistió al acto": [""],
        "El presidente de la Asamblea Nacional saludó al príncipe heredero": ["speaker", "crown_prince"],
        "El secretario general de la ONU pidió calma": [""],
        "El jefe de la diplomacia peruana": ["foreign_minister"],
        "Un mensaje enviado por el primer secretario del Partido Comunista de Cuba": ["general_secretary"],
    },
    "fr": {
        "Le chef de l’État a reçu l’ambassadrice du Ghana": ["president", "ambassador"],
        "La Première ministre danoise attendue à Nuuk": ["prime_minister"],
        "Le Premier ministre canadien à Berlin": ["prime_minister"],
        "Le ministre de l'Europe et des Affaires étrangères à Beyrouth": ["foreign_minister"],
        "Le chef de la diplomatie algérienne en visite à Tunis": ["foreign_minister"],
        "Le chancelier et le président de la République": ["chancellor", "president"],
        "Le souverain a adressé un message": ["king"],
        "Le prince héritier et l'émir du Qatar": ["crown_prince", "emir"],
        "La ministre déléguée auprès du ministre des Affaires étrangères": ["deputy_minister"],
        "Le secrétaire d'État américain a atterri à Tel-Aviv": ["foreign_minister"],
        "La secrétaire d'État chargée du Développement": ["deputy_minister"],
        "Le président du Sénat salue l'ex-président": ["speaker", ""],
        "Les chefs d'État et de gouvernement se réunissent": ["leader*"],
        "La présidente de la Commission européenne à Kiev": [""],
        "Un message a été envoyé par l'envoyée spéciale": ["envoy"],
        "Le président de la transition et le Vice-Premier ministre": ["president", "deputy_prime_minister"],
    },
    "ru": {
        "Глава МИД Армении прибыл в Тегеран": ["foreign_minister"],
        "Главе российского МИД передали приглашение": ["foreign_minister"],
        "Президент поздравил султана Омана": ["president", "sultan"],
        "Встреча с премьер-министром Пакистана": ["prime_minister"],
        "Председатель КНР отправил телеграмму королю Камбоджи": ["president", "king"],
        "Переговоры с председателем правительства": ["prime_minister"],
        "Министру иностранных дел и министру обороны": ["foreign_minister", "minister"],
        "Госсекретарь США позвонил канцлеру": ["foreign_minister", "chancellor"],
        "Спикер Госдумы принял посла Кубы": ["speaker", "ambassador"],
        "Наследный принц и эмир": ["crown_prince", "emir"],
        "Вице-премьер и замминистра иностранных дел": ["deputy_prime_minister", "deputy_minister"],
        "Президенты двух стран после встречи": ["president*"],
        "Министры иностранных дел и послы": ["foreign_minister*", "ambassador*"],
        "Экс-президента видели в столице": [""],
        "Генсек ООН и пресс-секретарь": ["", ""],
        "Генеральный секретарь ЦК КПК": ["general_secretary"],
    },
    "ar": {
        "خادم الحرمين الشريفين يهنئ رئيس جمهورية كازاخستان": ["king", "president"],
        "ولي العهد يستقبل وزير الخارجية المصري": ["crown_prince", "foreign_minister"],
        "وزيرة الخارجية الألمانية في بيروت": ["foreign_minister"],
        "أمير قطر يتلقى رسالة من الرئيس": ["emir", "president"],
        "رئيس مجلس الوزراء يصل إلى عمّان": ["prime_minister"],
        "رسالة شكر للرئيس التونسي ولرئيس الحكومة": ["president", "prime_minister"],
        "نائب رئيس الوزراء وزير الدفاع": ["deputy_prime_minister", "minister"],
        "العاهل المغربي والسلطان هيثم": ["king", "sultan"],
        "المستشار الألماني في القاهرة": ["chancellor"],
        "مستشار في الوزارة": [""],
        "رئيس مجلس النواب يلتقي السفير الياباني": ["speaker", "ambassador"],
        "الأمين العام للأمم المتحدة والمبعوث الخاص": ["", "envoy"],
        "وزراء الخارجية يجتمعون مع القادة": ["foreign_minister*", "leader*"],
        "وزير الشؤون الخارجية والتعاون الإفريقي": ["foreign_minister"],
        "الرئيس السابق في المستشفى": [""],
        "رئيس المجلس النيابي ورئيس ديوان الرئاسة": ["speaker", ""],
        "رئيس مجلس السيادة الانتقالي ونائب وزير الخارجية": ["leader", "deputy_minister"],
    },
    "pt": {
        "O chanceler brasileiro recebeu a embaixadora": ["foreign_minister", "ambassador"],
        "O chanceler alemão ligou ao primeiro-ministro": ["chancellor", "prime_minister"],
        "A primeira-ministra da Dinamarca em Brasília": ["prime_minister"],
        "O ministro dos Negócios Estrangeiros de Angola": ["foreign_minister"],
        "A ministra das Relações Exteriores da Colômbia": ["foreign_minister"],
        "O chefe de Estado e o chefe do Governo": ["president", "prime_minister"],
        "O presidente da Assembleia da República": ["speaker"],
        "O rei e a rainha visitam Lisboa": ["king", "queen"],
        "O vice-presidente e o vice-primeiro-ministro": ["vice_president", "deputy_prime_minister"],
        "A secretária de Estado dos Assuntos Europeus": ["deputy_minister"],
        "O secretário de Estado dos EUA": ["foreign_minister"],
        "A ex-presidente do Chile": [""],
        "Os chanceleres e os chefes de Estado": ["foreign_minister*", "president*"],
        "O príncipe herdeiro e o sultão": ["crown_prince", "sultan"],
        "A premiê japonesa fala com o secretário-geral da ONU": ["prime_minister", ""],
    },
    "tr": {
        "Cumhurbaşkanı Erdoğan, Somali Cumhurbaşkanı'nı kabul etti": ["president", "president"],
        "Dışişleri Bakanı Fidan, mevkidaşıyla görüştü": ["foreign_minister"],
        "Ukrayna Devlet Başkanıyla telefonda konuştu": ["president"],
        "İngiltere Başbakanı Ankara'ya geliyor": ["prime_minister"],
        "TBMM Başkanı, Katar Emiri ile bir araya geldi": ["speaker", "emir"],
        "Almanya Şansölyesi Merz": ["chancellor"],
        "Suudi Arabistan Veliaht Prensi": ["crown_prince"],
        "Cumhurbaşkanı Yardımcısı Yılmaz": ["vice_president"],
        "Dışişleri Bakan Yardımcısı Moskova'da": ["deputy_minister"],
        "Ürdün Kralı ve Umman Sultanı": ["king", "sultan"],
        "Milli Savunma Bakanımız Bakü'de": ["minister"],
        "Büyükelçisi ve özel temsilcisi": ["ambassador", "envoy"],
        "İstanbul Büyükşehir Belediye Başkanı": [""],
        "Eski Cumhurbaşkanı hastaneye kaldırıldı": [""],
        "Dışişleri Bakanları toplandı, liderler görüştü": ["foreign_minister*", "leader*"],
        "Cumhurbaşkanlığı Külliyesi'nde tören": [],
    },
    "de": {
        "Bundeskanzler Merz empfängt den Ministerpräsidenten": ["chancellor", "prime_minister"],
        "Außenministerin Baerbock in Kiew": ["foreign_minister"],
        "Schweizer Aussenminister zu Besuch": ["foreign_minister"],
        "US-Präsident telefoniert mit dem Kremlchef": ["president", "president"],
        "Das Schreiben des Bundespräsidenten": ["president"],
        "Die Regierungschefin von Lettland": ["prime_minister"],
        "Der König und die Königin von Spanien": ["king", "queen"],
        "Der Vizekanzler und der Verteidigungsminister": ["deputy_prime_minister", "minister"],
        "Die Staats- und Regierungschefs beraten": ["leader*"],
        "Der Kronprinz und der Emir": ["crown_prince", "emir"],
        "Altkanzler auf Reisen": [""],
        "EU-Kommissionspräsidentin trifft Botschafterin": ["", "ambassador"],
        "Der Sondergesandte und die Staatssekretärin": ["envoy", "deputy_minister"],
        "Die Bundestagspräsidentin in Warschau": ["speaker"],
        "Treffen mit den Außenministern": ["foreign_minister*"],
        "Mit Führerschein im Ministerium": [],
    },
    "id": {
        "Menlu RI bertemu Menteri Luar Negeri Laos": ["foreign_minister", "foreign_minister"],
        "PM Malaysia tiba di Jakarta": ["prime_minister"],
        "Presiden terpilih menelepon Perdana Menteri Jepang": ["president", "prime_minister"],
        "Wapres menerima Dubes Vietnam": ["vice_president", "ambassador"],
        "Putra Mahkota dan Raja Yordania": ["crown_prince", "king"],
        "Kanselir Jerman di Bali": ["chancellor"],
        "Ketua DPR menyambut Sultan Brunei": ["speaker", "sultan"],
        "Wamenlu dan Menhan hadir": ["deputy_minister", "minister"],
        "Deputi Perdana Menteri Australia": ["deputy_prime_minister"],
        "Mantan Presiden wafat": [""],
        "Sekjen PBB memuji utusan khusus": ["", "envoy"],
        "Kedua pemimpin sepakat, para menteri luar negeri hadir": ["leader*", "foreign_minister*"],
        "Kepala Negara didampingi Menko": ["president", "minister"],
        "Pemimpin Tertinggi Iran": ["leader"],
    },
}  # fmt: skip


def forms(code: str, sections: tuple[str, ...] = ("title", "title_plural")) -> list[tuple[str, str, str]]:
    """Every form of a language's titles: form, section, role."""
    held = language.load(code)
    return [(f, s, r) for s in sections for r in held.sections[s] for f in held.forms(f"{s}.{r}")]


def roles(code: str, text: str) -> list[str]:
    """The roles of the titles that are read in a text."""
    return [m.value for m in mention.read(text, 0, len(text), code, ["acts"])["acts"] if m.kind == "T"]


@pytest.mark.parametrize("code", language.codes())
def test_every_language_has_a_title_for_every_role(code):
    assert {r for _, s, r in forms(code) if s == "title"} >= ROLES
    assert {r for _, _, r in forms(code)} <= set(tables.ROLES) | {""}


@pytest.mark.parametrize("code", TITLES)
def test_several_people_have_the_roles_of_english(code):
    assert {r for _, s, r in forms(code) if s == "title_plural"} >= PLURALS


@pytest.mark.parametrize("code", language.codes())
def test_a_form_means_one_role(code):
    meant: dict[str, set[str]] = {}
    for form, _, role in forms(code):
        meant.setdefault(form, set()).add(role)
    assert not {f: r for f, r in meant.items() if len(r) > 1}


@pytest.mark.parametrize("code", language.codes())
def test_a_form_is_written_once(code):
    """Of one or of several, and not twice: folded forms are unique."""
    assert not [f for f, n in Counter(f for f, _, _ in forms(code)).items() if n > 1]


@pytest.mark.parametrize("code", language.codes())
def test_forms_are_whole(code):
    """What a rule makes is a form: no bracket is left, no space stands at an end or twice."""
    odd = [f for f, _, _ in forms(code) if f != " ".join(f.split()) or set(f) & set("()|?") or not f]
    assert not odd


@pytest.mark.parametrize("code", language.codes())
def test_every_office_of_the_shelf_has_a_title(code):
    offices = pl.read_csv(reference.FOLDER / "offices.csv", infer_schema_length=0)
    needed = set(offices["role"].drop_nulls()) - {""}
    assert needed
    assert needed <= {r for _, _, r in forms(code, ("title",))}


@pytest.mark.parametrize("code", TITLES)
def test_every_form_is_read_as_its_role(code):
    """Alone on a line, each form is one title, the whole of it and nothing else."""
    wrong = []
    for form, section, role in forms(code):
        found = [m for m in mention.read(form, 0, len(form), code, ["acts"])["acts"] if m.kind == "T"]
        if [(m.value, m.start, m.end) for m in found] != [(role + "*" * (section == "title_plural"), 0, len(form))]:
            wrong.append((form, role, [m.value for m in found]))
    assert not wrong


@pytest.mark.parametrize(("code", "text", "wanted"), [(c, t, w) for c, said in SAID.items() for t, w in said.items()])
def test_what_is_said(code, text, wanted):
    assert roles(code, text) == wanted


def test_the_table_covers_its_languages():
    assert set(SAID) == set(TITLES)
    assert min(map(len, SAID.values())) >= 12


@pytest.mark.parametrize("code", TITLES)
def test_no_title_is_the_name_of_a_leader(code):
    """A word of the lexicon names nobody where it stands alone in a headline, so "Herzog" and "Duque" are no titles."""
    single = {f for f, _, _ in forms(code) if " " not in f}
    assert {f for f in single if reference.named(f, code)} <= {"rey", "reina"}  # kings and queens more often


@pytest.mark.parametrize(
    ("code", "text", "states"),
    [
        ("de", "Herzog empfängt die Außenministerin", {"ISR"}),
        ("es", "Presidente Petro viaja a Caracas", {"COL"}),
        ("pt", "Primeiro-Ministro Albanese discursa", {"AUS"}),
        ("tr", "Cumhurbaşkanı Erdoğan yola çıktı", {"TUR"}),
        ("id", "Perdana Menteri Anwar Ibrahim tiba", {"MYS"}),
    ],
)
def test_leaders_behind_titles_are_named(code, text, states):
    mentions = mention.read(text, 0, len(text), code, ["states"])["states"]
    assert states <= set(headlines.read(text, mentions, 0, code, date(2024, 5, 1)).countries)


@pytest.mark.parametrize("code", language.codes())
def test_titles_alone_code_no_act(code):
    """Without a section of acts a language is not coded, whatever titles it has."""
    assert (code in language.coded()) == ("act" in language.load(code).sections)
    if code not in language.coded():
        assert not [w for w in language.load(code).words(alphabets.ACTS) if w.kind in alphabets.VERBS | alphabets.NOUNS]
