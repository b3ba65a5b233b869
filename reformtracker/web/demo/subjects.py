"""What the invented indicators pretend to measure: names, units and the size of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from benefits.measures import Direction
from reformtracker.web.demo.words import Said


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit of reference data, made for the demonstration and removed with it."""

    code: str
    label: Said
    minimum: int | None
    maximum: int | None


PERCENT = Measure(
    "demo-percent",
    {"en": "per cent", "fr": "pour cent", "es": "por ciento", "ru": "процентов", "ar": "في المائة", "zh": "百分比"},
    0,
    100,
)
DAYS = Measure(
    "demo-days", {"en": "days", "fr": "jours", "es": "días", "ru": "дней", "ar": "أيام", "zh": "天"}, 0, None
)
CASES = Measure(
    "demo-cases", {"en": "cases", "fr": "cas", "es": "casos", "ru": "случаев", "ar": "حالات", "zh": "例"}, 0, None
)
MILLIONS = Measure(
    "demo-millions",
    {
        "en": "millions of dollars",
        "fr": "millions de dollars",
        "es": "millones de dólares",
        "ru": "млн долл. США",
        "ar": "ملايين الدولارات",
        "zh": "百万美元",
    },
    None,
    None,
)
MEASURES = (PERCENT, DAYS, CASES, MILLIONS)


@dataclass(frozen=True, slots=True)
class Subject:
    """A number: where it begins (between `low` and `high`), how far it should go as a factor, how many decimals it has."""

    name: Said
    measure: Measure
    direction: Direction
    low: int
    high: int
    factor: Decimal
    decimals: int


SUBJECTS = (
    Subject(
        {
            "en": "requests answered within 30 days",
            "fr": "demandes traitées dans les 30 jours",
            "es": "solicitudes atendidas en 30 días",
            "ru": "запросы, рассмотренные за 30 дней",
            "ar": "الطلبات المجاب عنها خلال 30 يوما",
            "zh": "30天内答复的请求",
        },
        PERCENT,
        Direction.INCREASE,
        25,
        45,
        Decimal("1.9"),
        1,
    ),
    Subject(
        {
            "en": "days until a team is in the field",
            "fr": "jours avant l’arrivée d’une équipe sur le terrain",
            "es": "días hasta que un equipo está sobre el terreno",
            "ru": "дней до прибытия группы на место",
            "ar": "الأيام اللازمة لوصول فريق إلى الميدان",
            "zh": "小组抵达实地所需天数",
        },
        DAYS,
        Direction.DECREASE,
        60,
        120,
        Decimal("0.4"),
        0,
    ),
    Subject(
        {
            "en": "joint analyses prepared",
            "fr": "analyses conjointes réalisées",
            "es": "análisis conjuntos preparados",
            "ru": "подготовленные совместные анализы",
            "ar": "التحليلات المشتركة المعدة",
            "zh": "编写的联合分析",
        },
        CASES,
        Direction.INCREASE,
        40,
        90,
        Decimal("2.5"),
        0,
    ),
    Subject(
        {
            "en": "posts that are filled",
            "fr": "postes pourvus",
            "es": "puestos cubiertos",
            "ru": "заполненные должности",
            "ar": "الوظائف المشغولة",
            "zh": "已填补的职位",
        },
        PERCENT,
        Direction.MAINTAIN,
        85,
        93,
        Decimal(1),
        1,
    ),
    Subject(
        {
            "en": "contributions received",
            "fr": "contributions reçues",
            "es": "contribuciones recibidas",
            "ru": "полученные взносы",
            "ar": "المساهمات الواردة",
            "zh": "收到的捐款",
        },
        MILLIONS,
        Direction.INCREASE,
        80,
        140,
        Decimal("1.6"),
        1,
    ),
    Subject(
        {
            "en": "reports handed in late",
            "fr": "rapports remis en retard",
            "es": "informes entregados con retraso",
            "ru": "доклады, представленные с опозданием",
            "ar": "التقارير المقدمة بعد موعدها",
            "zh": "迟交的报告",
        },
        PERCENT,
        Direction.DECREASE,
        40,
        60,
        Decimal("0.3"),
        1,
    ),
)
RUBRICS: tuple[Said, ...] = (
    {
        "en": "quality of joint planning",
        "fr": "qualité de la planification conjointe",
        "es": "calidad de la planificación conjunta",
        "ru": "качество совместного планирования",
        "ar": "جودة التخطيط المشترك",
        "zh": "联合规划的质量",
    },
    {
        "en": "use of early warning",
        "fr": "recours à l’alerte rapide",
        "es": "uso de la alerta temprana",
        "ru": "использование раннего предупреждения",
        "ar": "استخدام الإنذار المبكر",
        "zh": "预警的使用",
    },
)
"""What is judged by a level instead of a number."""

LEVELS: tuple[tuple[str, Said], ...] = (
    ("none", {"en": "None", "fr": "Aucun", "es": "Ninguno", "ru": "Нет", "ar": "لا يوجد", "zh": "无"}),
    ("partial", {"en": "Partial", "fr": "Partiel", "es": "Parcial", "ru": "Частично", "ar": "جزئي", "zh": "部分"}),
    ("regular", {"en": "Regular", "fr": "Régulier", "es": "Regular", "ru": "Регулярно", "ar": "منتظم", "zh": "经常"}),
    ("full", {"en": "Full", "fr": "Complet", "es": "Pleno", "ru": "Полностью", "ar": "كامل", "zh": "充分"}),
)
WHAT_IT_TAKES: Said = {
    "en": "Invented level: what it takes is not spelt out.",
    "fr": "Niveau fictif : les conditions n’en sont pas précisées.",
    "es": "Nivel ficticio: no se detallan sus requisitos.",
    "ru": "Вымышленный уровень: требования к нему не указаны.",
    "ar": "مستوى وهمي: لم تحدد شروطه.",
    "zh": "虚构等级：未说明具体要求。",
}
