"""What the invented data say, in six languages: each name and each note says that it is invented."""

from __future__ import annotations

Said = dict[str, str]
"""A text by language, as languages are written in paths."""

MARK: Said = {
    "en": "Invented data",
    "fr": "Données fictives",
    "es": "Datos ficticios",
    "ru": "Вымышленные данные",
    "ar": "بيانات وهمية",
    "zh": "虚构数据",
}
NOTE: Said = {
    "en": "Everything here is invented to show what the tracker can do. Nobody has reported it, and it says nothing about any real place, body or reform.",
    "fr": "Tout est inventé ici pour montrer ce que permet l’outil de suivi. Personne ne l’a communiqué, et rien ne concerne un lieu, un organisme ou une réforme réels.",
    "es": "Todo aquí es inventado para mostrar lo que permite la herramienta de seguimiento. Nadie lo ha comunicado y no se refiere a ningún lugar, órgano o reforma reales.",
    "ru": "Всё здесь вымышлено, чтобы показать возможности системы отслеживания. Никто об этом не сообщал, и это не относится ни к каким реальным местам, органам или реформам.",
    "ar": "كل ما يرد هنا مختلق لإظهار ما تتيحه أداة المتابعة. لم يبلغ عنه أحد، ولا صلة له بأي مكان أو هيئة أو إصلاح حقيقي.",
    "zh": "此处一切均为虚构，用以展示跟踪工具的功能。没有任何人报告过这些内容，也不涉及任何真实的地点、机构或改革。",
}
_COLON: Said = {"en": ": ", "fr": " : ", "es": ": ", "ru": ": ", "ar": ": ", "zh": "："}
_STOP: Said = {"en": ". ", "fr": ". ", "es": ". ", "ru": ". ", "ar": ". ", "zh": "。"}


def marked(said: Said, number: int | str = "") -> Said:
    """A name that begins with the mark; a number tells names of the same words apart."""
    tail = f" {number}" if number != "" else ""
    return {language: f"{MARK[language]}{_COLON[language]}{text}{tail}" for language, text in said.items()}


def noted(said: Said) -> Said:
    """A longer text, followed by the note."""
    return {language: f"{text}{_STOP[language]}{NOTE[language]}" for language, text in said.items()}


OBJECTIVES: tuple[Said, ...] = (
    {
        "en": "Prevention that comes in time",
        "fr": "Une prévention menée à temps",
        "es": "Prevención oportuna",
        "ru": "Своевременное предотвращение",
        "ar": "وقاية في الوقت المناسب",
        "zh": "及时预防",
    },
    {
        "en": "Missions that act as one",
        "fr": "Des missions qui agissent ensemble",
        "es": "Misiones que actúan unidas",
        "ru": "Миссии, действующие сообща",
        "ar": "بعثات تعمل معا",
        "zh": "特派团协调行动",
    },
    {
        "en": "Partners and means that last",
        "fr": "Des partenaires et des moyens durables",
        "es": "Socios y medios duraderos",
        "ru": "Надежные партнеры и средства",
        "ar": "شركاء وموارد دائمة",
        "zh": "持久的伙伴与资源",
    },
)
INITIATIVES: tuple[Said, ...] = (
    {
        "en": "Early warning and analysis",
        "fr": "Alerte rapide et analyse",
        "es": "Alerta temprana y análisis",
        "ru": "Раннее предупреждение и анализ",
        "ar": "الإنذار المبكر والتحليل",
        "zh": "预警与分析",
    },
    {
        "en": "Mediation support",
        "fr": "Appui à la médiation",
        "es": "Apoyo a la mediación",
        "ru": "Поддержка посредничества",
        "ar": "دعم الوساطة",
        "zh": "调解支助",
    },
    {
        "en": "Planning and transitions",
        "fr": "Planification et transitions",
        "es": "Planificación y transiciones",
        "ru": "Планирование и переходные этапы",
        "ar": "التخطيط والمراحل الانتقالية",
        "zh": "规划与过渡",
    },
)
EXPECTED: Said = {
    "en": "Decisions rest on shared facts and reach the field sooner",
    "fr": "Les décisions reposent sur des faits partagés et parviennent plus vite sur le terrain",
    "es": "Las decisiones se basan en hechos compartidos y llegan antes al terreno",
    "ru": "Решения опираются на общие факты и быстрее доходят до мест",
    "ar": "تستند القرارات إلى وقائع مشتركة وتصل إلى الميدان بسرعة أكبر",
    "zh": "决定以共享事实为依据，并更快到达实地",
}
DEFINITION: Said = {
    "en": "An invented figure, made by a random walk",
    "fr": "Un chiffre fictif, produit par une marche aléatoire",
    "es": "Una cifra ficticia, producida por un paseo aleatorio",
    "ru": "Вымышленный показатель, полученный случайным блужданием",
    "ar": "رقم وهمي ناتج عن مسار عشوائي",
    "zh": "由随机游走生成的虚构数字",
}
CAUTION: Said = {
    "en": "Do not quote: the figure is invented.",
    "fr": "Ne pas citer : le chiffre est fictif.",
    "es": "No citar: la cifra es ficticia.",
    "ru": "Не цитировать: показатель вымышлен.",
    "ar": "لا يجوز الاقتباس: الرقم وهمي.",
    "zh": "请勿引用：此数字为虚构。",
}
BREAK: Said = {
    "en": "Invented: from here on the figure is counted in another way.",
    "fr": "Fictif : à partir d’ici, le chiffre est calculé autrement.",
    "es": "Ficticio: a partir de aquí la cifra se calcula de otro modo.",
    "ru": "Вымышлено: с этого момента показатель считается иначе.",
    "ar": "وهمي: من هنا فصاعدا يحسب الرقم بطريقة أخرى.",
    "zh": "虚构：自此该数字采用另一种统计方法。",
}
DERIVATION: Said = {
    "en": "Numerator divided by denominator, in per cent; both are invented.",
    "fr": "Numérateur divisé par dénominateur, en pourcentage ; les deux sont fictifs.",
    "es": "Numerador dividido por denominador, en porcentaje; ambos son ficticios.",
    "ru": "Числитель, деленный на знаменатель, в процентах; оба вымышлены.",
    "ar": "البسط مقسوما على المقام، بالنسبة المئوية؛ وكلاهما وهمي.",
    "zh": "分子除以分母，以百分比表示；两者均为虚构。",
}
NARRATIVE: Said = {
    "en": "Invented report: the offices concerned looked at the figure together and recorded what they saw.",
    "fr": "Compte rendu fictif : les bureaux concernés ont examiné le chiffre ensemble et consigné leurs constatations.",
    "es": "Informe ficticio: las oficinas interesadas examinaron juntas la cifra y dejaron constancia de lo observado.",
    "ru": "Вымышленный отчет: соответствующие подразделения вместе рассмотрели показатель и записали увиденное.",
    "ar": "تقرير وهمي: نظرت المكاتب المعنية معا في الرقم وسجلت ما لاحظته.",
    "zh": "虚构报告：有关办公室共同审查了该数字并记录了所见情况。",
}
AGREES: Said = {
    "en": "Invented verdict: it follows the figures.",
    "fr": "Appréciation fictive : elle suit les chiffres.",
    "es": "Valoración ficticia: sigue las cifras.",
    "ru": "Вымышленная оценка: она следует показателям.",
    "ar": "تقدير وهمي: يتبع الأرقام.",
    "zh": "虚构评判：与数字一致。",
}
DIFFERS: Said = {
    "en": "Invented verdict: it differs from the figures, because one unusual period weighs too much in them.",
    "fr": "Appréciation fictive : elle diffère des chiffres, car une période inhabituelle y pèse trop.",
    "es": "Valoración ficticia: difiere de las cifras, porque un período inusual pesa demasiado en ellas.",
    "ru": "Вымышленная оценка: она расходится с показателями, поскольку в них слишком велик вес одного необычного периода.",
    "ar": "تقدير وهمي: يختلف عن الأرقام لأن فترة غير معتادة تؤثر فيها أكثر مما ينبغي.",
    "zh": "虚构评判：与数字不一致，因为其中一个异常时期的影响过大。",
}
BETTER_DATA: Said = {
    "en": "Invented reason: late returns came in.",
    "fr": "Motif fictif : des réponses tardives sont arrivées.",
    "es": "Motivo ficticio: llegaron respuestas tardías.",
    "ru": "Вымышленная причина: поступили запоздалые ответы.",
    "ar": "سبب وهمي: وردت ردود متأخرة.",
    "zh": "虚构理由：收到了迟交的答复。",
}
AN_ERROR: Said = {
    "en": "Invented reason: two figures had been exchanged.",
    "fr": "Motif fictif : deux chiffres avaient été intervertis.",
    "es": "Motivo ficticio: se habían intercambiado dos cifras.",
    "ru": "Вымышленная причина: два показателя были перепутаны.",
    "ar": "سبب وهمي: جرى تبديل رقمين أحدهما بالآخر.",
    "zh": "虚构理由：两个数字被颠倒。",
}
NEW_VERDICT: Said = {
    "en": "Invented reason: the figure was judged again.",
    "fr": "Motif fictif : le chiffre a été réévalué.",
    "es": "Motivo ficticio: la cifra se valoró de nuevo.",
    "ru": "Вымышленная причина: показатель оценен заново.",
    "ar": "سبب وهمي: أعيد تقدير الرقم.",
    "zh": "虚构理由：对该数字作了重新评判。",
}
TAKEN_BACK: Said = {
    "en": "Invented reason: the figure could not be checked.",
    "fr": "Motif fictif : le chiffre n’a pas pu être vérifié.",
    "es": "Motivo ficticio: la cifra no se pudo comprobar.",
    "ru": "Вымышленная причина: показатель не удалось проверить.",
    "ar": "سبب وهمي: تعذر التحقق من الرقم.",
    "zh": "虚构理由：该数字无法核实。",
}
NEW_AIM: Said = {
    "en": "Invented reason: the target was set anew.",
    "fr": "Motif fictif : la cible a été redéfinie.",
    "es": "Motivo ficticio: la meta se fijó de nuevo.",
    "ru": "Вымышленная причина: целевой показатель установлен заново.",
    "ar": "سبب وهمي: حدد الهدف من جديد.",
    "zh": "虚构理由：重新设定了目标。",
}
RELEASE_OF_PROMISES: Said = {
    "en": "what is promised",
    "fr": "ce qui est promis",
    "es": "lo que se promete",
    "ru": "что обещано",
    "ar": "ما هو موعود به",
    "zh": "承诺内容",
}
RELEASE_OF_FIGURES: Said = {
    "en": "figures, part",
    "fr": "chiffres, partie",
    "es": "cifras, parte",
    "ru": "показатели, часть",
    "ar": "أرقام، الجزء",
    "zh": "数字，部分",
}
RELEASE_OF_STORIES: Said = {
    "en": "cases, challenges and corrective actions",
    "fr": "études de cas, difficultés et mesures correctives",
    "es": "estudios de casos, dificultades y medidas correctivas",
    "ru": "примеры, проблемы и меры по исправлению положения",
    "ar": "دراسات حالة وتحديات وإجراءات تصحيحية",
    "zh": "案例研究、挑战与纠正行动",
}
RELEASE_OF_REVISIONS: Said = {
    "en": "revisions and corrections",
    "fr": "révisions et corrections",
    "es": "revisiones y correcciones",
    "ru": "пересмотры и исправления",
    "ar": "تنقيحات وتصويبات",
    "zh": "修订与更正",
}
