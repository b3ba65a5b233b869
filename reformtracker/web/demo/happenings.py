"""The invented milestones, cases, challenges and actions, in six languages."""

from __future__ import annotations

from reformtracker.web.demo.words import Said

MILESTONES: tuple[tuple[str, Said], ...] = (
    (
        "demo-start",
        {
            "en": "the reform begins",
            "fr": "la réforme commence",
            "es": "comienza la reforma",
            "ru": "начало реформы",
            "ar": "بدء الإصلاح",
            "zh": "改革开始",
        },
    ),
    (
        "demo-first-review",
        {
            "en": "first review meeting",
            "fr": "première réunion d’examen",
            "es": "primera reunión de examen",
            "ru": "первое обзорное совещание",
            "ar": "الاجتماع الاستعراضي الأول",
            "zh": "第一次审查会议",
        },
    ),
    (
        "demo-second-review",
        {
            "en": "second review meeting",
            "fr": "deuxième réunion d’examen",
            "es": "segunda reunión de examen",
            "ru": "второе обзорное совещание",
            "ar": "الاجتماع الاستعراضي الثاني",
            "zh": "第二次审查会议",
        },
    ),
    (
        "demo-handover",
        {
            "en": "handover to continuous improvement",
            "fr": "passage à l’amélioration continue",
            "es": "paso a la mejora continua",
            "ru": "переход к постоянному совершенствованию",
            "ar": "الانتقال إلى التحسين المستمر",
            "zh": "转入持续改进",
        },
    ),
)

PLACES: tuple[tuple[str, Said, str, str], ...] = (
    (
        "XXA",
        {
            "en": "Invented place A",
            "fr": "Lieu fictif A",
            "es": "Lugar ficticio A",
            "ru": "Вымышленное место А",
            "ar": "مكان وهمي أ",
            "zh": "虚构地点甲",
        },
        "23.00",
        "11.00",
    ),
    (
        "XXB",
        {
            "en": "Invented place B",
            "fr": "Lieu fictif B",
            "es": "Lugar ficticio B",
            "ru": "Вымышленное место Б",
            "ar": "مكان وهمي ب",
            "zh": "虚构地点乙",
        },
        "-25.00",
        "135.00",
    ),
    (
        "XXC",
        {
            "en": "Invented place C",
            "fr": "Lieu fictif C",
            "es": "Lugar ficticio C",
            "ru": "Вымышленное место В",
            "ar": "مكان وهمي ج",
            "zh": "虚构地点丙",
        },
        "62.00",
        "-110.00",
    ),
)
"""Codes that the standard leaves to its users, points in empty land: no State is meant."""

CASES: tuple[tuple[str, Said], ...] = (
    (
        "demo-river-talks",
        {
            "en": "talks about a river",
            "fr": "pourparlers sur un fleuve",
            "es": "conversaciones sobre un río",
            "ru": "переговоры о реке",
            "ar": "محادثات بشأن نهر",
            "zh": "关于一条河流的会谈",
        },
    ),
    (
        "demo-quiet-election",
        {
            "en": "a quiet election",
            "fr": "une élection paisible",
            "es": "unas elecciones tranquilas",
            "ru": "спокойные выборы",
            "ar": "انتخابات هادئة",
            "zh": "一次平静的选举",
        },
    ),
    (
        "demo-closing-mission",
        {
            "en": "a mission that closes",
            "fr": "une mission qui se retire",
            "es": "una misión que se cierra",
            "ru": "завершение миссии",
            "ar": "بعثة تغلق أبوابها",
            "zh": "一个特派团的关闭",
        },
    ),
)
CASE_SUMMARY: Said = {
    "en": "An invented account of how offices worked together",
    "fr": "Récit fictif de la collaboration entre bureaux",
    "es": "Relato ficticio de la colaboración entre oficinas",
    "ru": "Вымышленный рассказ о совместной работе подразделений",
    "ar": "سرد وهمي لعمل المكاتب معا",
    "zh": "关于各办公室合作的虚构叙述",
}
CASE_LIMITS: Said = {
    "en": "It shows nothing: the case is invented.",
    "fr": "Il ne montre rien : le cas est fictif.",
    "es": "No demuestra nada: el caso es ficticio.",
    "ru": "Он ничего не доказывает: случай вымышлен.",
    "ar": "لا يدل على شيء: الحالة وهمية.",
    "zh": "不能说明任何问题：案例为虚构。",
}
CASE_EVENT: Said = {
    "en": "Invented event: the parties meet.",
    "fr": "Événement fictif : les parties se rencontrent.",
    "es": "Hecho ficticio: las partes se reúnen.",
    "ru": "Вымышленное событие: встреча сторон.",
    "ar": "حدث وهمي: اجتماع الأطراف.",
    "zh": "虚构事件：各方会晤。",
}
CASE_WHY: Said = {
    "en": "Invented link, to show how a case and a figure stand together.",
    "fr": "Lien fictif, pour montrer comment un cas et un chiffre se rapportent.",
    "es": "Vínculo ficticio, para mostrar cómo se relacionan un caso y una cifra.",
    "ru": "Вымышленная связь: показывает, как соотносятся случай и показатель.",
    "ar": "صلة وهمية لبيان العلاقة بين حالة ورقم.",
    "zh": "虚构联系，用以展示案例与数字的关系。",
}

CHALLENGES: tuple[Said, ...] = (
    {
        "en": "posts stay empty for long",
        "fr": "des postes restent longtemps vacants",
        "es": "hay puestos vacantes durante mucho tiempo",
        "ru": "должности долго остаются незаполненными",
        "ar": "بقاء وظائف شاغرة مدة طويلة",
        "zh": "职位长期空缺",
    },
    {
        "en": "figures come in late",
        "fr": "les chiffres arrivent tard",
        "es": "las cifras llegan tarde",
        "ru": "показатели поступают поздно",
        "ar": "تأخر ورود الأرقام",
        "zh": "数字迟报",
    },
    {
        "en": "money is promised for one year only",
        "fr": "les fonds ne sont promis que pour un an",
        "es": "los fondos se prometen solo por un año",
        "ru": "средства обещаны лишь на год",
        "ar": "لا يتعهد بالأموال إلا لسنة واحدة",
        "zh": "资金承诺仅限一年",
    },
    {
        "en": "two offices do the same work",
        "fr": "deux bureaux font le même travail",
        "es": "dos oficinas hacen el mismo trabajo",
        "ru": "два подразделения делают одно и то же",
        "ar": "مكتبان يؤديان العمل نفسه",
        "zh": "两个办公室工作重复",
    },
)
ACTIONS: tuple[Said, ...] = (
    {
        "en": "recruit from a common list",
        "fr": "recruter à partir d’une liste commune",
        "es": "contratar a partir de una lista común",
        "ru": "набирать сотрудников из общего списка",
        "ar": "التعيين من قائمة مشتركة",
        "zh": "从共同名册中征聘",
    },
    {
        "en": "remind offices a month ahead",
        "fr": "rappeler l’échéance aux bureaux un mois avant",
        "es": "avisar a las oficinas con un mes de antelación",
        "ru": "напоминать подразделениям за месяц",
        "ar": "تذكير المكاتب قبل شهر",
        "zh": "提前一个月提醒各办公室",
    },
    {
        "en": "ask for pledges over three years",
        "fr": "demander des engagements sur trois ans",
        "es": "pedir compromisos a tres años",
        "ru": "просить обязательства на три года",
        "ar": "طلب تعهدات لثلاث سنوات",
        "zh": "争取三年期认捐",
    },
)
ACTION_NOTE: Said = {
    "en": "Invented note: the work goes on.",
    "fr": "Note fictive : le travail se poursuit.",
    "es": "Nota ficticia: el trabajo continúa.",
    "ru": "Вымышленная запись: работа продолжается.",
    "ar": "ملاحظة وهمية: العمل مستمر.",
    "zh": "虚构说明：工作仍在进行。",
}
OFFICES: tuple[tuple[str, Said], ...] = (
    (
        "demo-office-a",
        {
            "en": "Invented office A",
            "fr": "Bureau fictif A",
            "es": "Oficina ficticia A",
            "ru": "Вымышленное управление А",
            "ar": "مكتب وهمي أ",
            "zh": "虚构办公室甲",
        },
    ),
    (
        "demo-office-b",
        {
            "en": "Invented office B",
            "fr": "Bureau fictif B",
            "es": "Oficina ficticia B",
            "ru": "Вымышленное управление Б",
            "ar": "مكتب وهمي ب",
            "zh": "虚构办公室乙",
        },
    ),
)
