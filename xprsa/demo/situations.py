"""The life situations of the demonstration, each with the story of somebody who could exist."""

from xprsa.demo.situation import NOT_FOR_THE_YOUNG, Circumstance, Habit, Narration, Situation
from xprsa.domain.declaration import Channel
from xprsa.domain.person import OrganisationCode
from xprsa.domain.prevented import PreventedReason as Why

_SEARCH = Habit("job_search", 300, notes=("Offres du secteur", "Trois lettres", "Appels et relances"))
_APPOINTMENT = Habit("appointment", 45, chance=0.25)
_STEPS = Habit("personal_steps", 90, chance=0.5)
_WORKSHOP = Habit("workshop", 180, chance=0.6, notes=("Atelier CV", "Atelier entretien"))

LONE_PARENT = Situation(
    code="lone_parent",
    label="Parent seul, sans voiture",
    story="Élève seule deux enfants. Le bus prend deux heures par jour. Suit une formation à mi-temps.",
    habits=(
        Habit("training", 600, days=(1, 2, 4), notes=("2 h de transport par jour : est-ce que ça compte ?",)),
        Habit("job_search", 150, chance=0.8),
        _STEPS,
    ),
    telling=Narration.ANSWERS,
    prevented=0.15,
    reasons=(Why.CHILDCARE, Why.TRANSPORT),
    best_hour="Plutôt entre 9 h et 11 h",
)
FARM_WORKER = Situation(
    code="farm_worker",
    label="Saisons agricoles",
    story="Travaille dans les vergers, à la saison. Les heures suivent la météo. Cherche un contrat d’hiver.",
    habits=(
        Habit("paid_work", 840, chance=0.7, days=(1, 2, 3, 4, 5), notes=("Taille", "Récolte")),
        Habit("job_search", 240, chance=0.7),
        Habit("mobility", 120, chance=0.2),
    ),
    telling=Narration.UNREAD,
    organisations=NOT_FOR_THE_YOUNG,
    best_hour="Après 18 h",
)
BACK_PAIN = Situation(
    code="back_pain",
    label="58 ans, le dos fatigué",
    story="A porté des charges toute sa vie. Cherche un métier assis. Certaines semaines sont courtes.",
    habits=(Habit("project", 240, chance=0.7), Habit("job_search", 240, chance=0.8), _WORKSHOP, _STEPS),
    telling=Narration.DAYS_LOST,
    prevented=0.25,
    reasons=(Why.HEALTH, Why.RATHER_SAY),
    organisations=NOT_FOR_THE_YOUNG,
)
YOUNG_WITHOUT_HOME = Situation(
    code="young_without_home",
    label="Jeune, sans logement stable",
    story="A 24 ans et dort chez des amis. Ses papiers suivent mal. Déclare quand le téléphone est chargé.",
    habits=(
        Habit("personal_steps", 300, notes=("Dossier de logement",)),
        Habit("workshop", 180, chance=0.6),
        Habit("job_search", 180, chance=0.5),
    ),
    answers=0.75,
    prevented=0.15,
    reasons=(Why.NO_INTERNET, Why.APPOINTMENT),
    telling=Narration.DRAFTS,
)
NEWCOMER = Situation(
    code="newcomer",
    label="Arrivée récente, peu de français",
    story="Vit en France depuis dix mois. Suit quatre cours par semaine. Préfère parler que lire.",
    habits=(
        Habit("language", 720, days=(1, 2, 4, 5), notes=("Cours de français",)),
        Habit("personal_steps", 120, chance=0.7),
        Habit("volunteering", 120, chance=0.4),
    ),
    telling=Narration.WEEK_LOST,
    reasons=(Why.RATHER_SAY, Why.APPOINTMENT),
    channels=(Channel.WEB, Channel.ASSISTED),
    language="ar",
    best_hour="Plutôt le matin",
)
INSERTION_JOB = Situation(
    code="insertion_job",
    label="Chantier d’insertion, 26 heures",
    story="Travaille 26 heures dans un chantier d’insertion. Répare des vélos. Prépare la suite.",
    habits=(Habit("paid_work", 1560, chance=0.98, days=(1, 2, 3, 4)), Habit("project", 90, chance=0.4)),
    share=4,
)
SILENT = Situation(
    code="silent",
    label="Sans nouvelles depuis trois semaines",
    story="Déclarait chaque dimanche. Plus rien depuis trois semaines. Un appel suffit souvent.",
    habits=(_SEARCH, _WORKSHOP, _STEPS),
    telling=Narration.SILENT,
    best_hour="Le midi",
)
NEVER_CAME = Situation(
    code="never_came",
    label="Jamais venu",
    story="L’accès est ouvert depuis des semaines. Personne n’est encore entré. Un appel suffit souvent.",
    habits=(),
    share=1,
    standing=Circumstance.NEVER_CAME,
    answers=0.0,
    best_hour="Après 17 h",
)
EXEMPT = Situation(
    code="exempt",
    label="Dispense en cours",
    story="Une dispense est en cours pour quatre mois. Rien n’est demandé. La déclaration reste possible.",
    habits=(Habit("personal_steps", 240), Habit("project", 120, chance=0.5)),
    standing=Circumstance.EXEMPT,
    answers=0.85,
)
NO_CONTRACT = Situation(
    code="no_contract",
    label="Contrat pas encore signé",
    story="Le premier rendez-vous a eu lieu. Le contrat n’est pas signé. Déclare déjà de temps en temps.",
    habits=(_SEARCH, _APPOINTMENT),
    standing=Circumstance.NO_CONTRACT,
    answers=0.2,
)
NO_ADVISER = Situation(
    code="no_adviser",
    label="Référent pas encore nommé",
    story="Vient d’ouvrir ses droits. Attend le nom de son référent. Rien n’est demandé pour l’instant.",
    habits=(),
    share=1,
    standing=Circumstance.NO_ADVISER,
    answers=0.0,
)
SAME_PHONE = Situation(
    code="same_phone",
    label="Deux personnes, un seul téléphone",
    story="Le couple partage un téléphone. Chacun a son contrat. Chacun choisit son nom en entrant.",
    habits=(
        _SEARCH,
        Habit("caring", 180, chance=0.5),
        Habit("training", 420, chance=0.6, days=(2, 4)),
        _APPOINTMENT,
    ),
    is_couple=True,
)
CORRECTED_TWICE = Situation(
    code="corrected_twice",
    label="A corrigé deux fois sa semaine",
    story="Déclare vite, puis se souvient. A corrigé sa semaine deux fois. Chaque version reste lisible.",
    habits=(_SEARCH, Habit("interview", 90, chance=0.5), _WORKSHOP, Habit("volunteering", 120, chance=0.5)),
    telling=Narration.CORRECTS,
)
BUSINESS = Situation(
    code="business",
    label="Crée son activité",
    story="Ouvre un atelier de couture. Les heures débordent. Les clients arrivent lentement.",
    habits=(
        Habit("self_employment", 1320, notes=("Commandes", "Marché du samedi", "Comptes")),
        Habit("workshop", 120, chance=0.3),
    ),
    telling=Narration.CONTESTS,
    organisations=NOT_FOR_THE_YOUNG,
)
CARER = Situation(
    code="carer",
    label="Aide un parent âgé",
    story="S’occupe de son père chaque jour. Cherche un emploi à temps partiel. Les semaines sont morcelées.",
    habits=(Habit("caring", 540, days=(1, 2, 3, 4, 5, 6, 7)), Habit("job_search", 180, chance=0.7), _STEPS),
    prevented=0.15,
    reasons=(Why.FAMILY_EVENT, Why.HEALTH),
    telling=Narration.UNREAD,
    organisations=NOT_FOR_THE_YOUNG,
)
NO_MAIL = Situation(
    code="no_mail",
    label="Sans courriel",
    story="N’a pas de courriel. Remplit une feuille ou téléphone. Le code arrive par courrier.",
    habits=(_SEARCH, Habit("volunteering", 240, chance=0.7), _APPOINTMENT),
    share=4,
    channels=(Channel.PAPER, Channel.PHONE, Channel.ASSISTED),
    has_mail=False,
    has_mobile=False,
    reasons=(Why.NO_INTERNET,),
)
LEFT = Situation(
    code="left",
    label="A quitté le RSA",
    story="A trouvé un emploi. N’a plus le RSA depuis trois semaines. Ses semaines restent lisibles.",
    habits=(_SEARCH, Habit("interview", 120, chance=0.6), Habit("immersion", 420, chance=0.4)),
    standing=Circumstance.LEFT,
)
LONG_TRAINING = Situation(
    code="long_training",
    label="En formation longue",
    story="Suit une formation de six mois. Trente heures par semaine. L’examen est au printemps.",
    habits=(
        Habit("training", 1800, chance=0.97, days=(1, 2, 3, 4, 5), notes=("Cours", "Stage", "Révisions")),
    ),
    share=4,
)
REDUCED = Situation(
    code="reduced",
    label="Sept heures par accord",
    story="Le contrat demandait quinze heures. Il en demande sept depuis dix semaines. L’accord est daté.",
    habits=(
        Habit("job_search", 180),
        Habit("project", 120, chance=0.7),
        Habit("volunteering", 150, chance=0.5),
    ),
    standing=Circumstance.REDUCED,
    weekly_hours=7,
    prevented=0.1,
    reasons=(Why.HEALTH,),
)
MANY_QUESTIONS = Situation(
    code="many_questions",
    label="Pose beaucoup de questions",
    story="Veut savoir ce qui compte. Écrit une question sur chaque ligne. Attend une réponse précise.",
    habits=(
        Habit("mobility", 180, notes=("Le code de la route compte-t-il ?",)),
        Habit("volunteering", 240, notes=("Faut-il une attestation ?",)),
        Habit("training", 240, chance=0.7, notes=("Les devoirs comptent-ils ?",)),
    ),
    telling=Narration.IS_ASKED,
)
CHANGES_MIND = Situation(
    code="changes_mind",
    label="A retiré sa semaine",
    story="A envoyé sa semaine trop tôt. L’a retirée le lendemain. La déclarera quand elle sera complète.",
    habits=(_SEARCH, Habit("immersion", 600, chance=0.5, days=(2, 3, 4)), _STEPS),
    share=1,
    telling=Narration.WITHDRAWS,
)
NOT_SCORED = Situation(
    code="not_scored",
    label="Ne veut pas être noté",
    story="A dit non à la notation, en un geste. Rien d’autre ne change. Déclare comme tout le monde.",
    habits=(_SEARCH, _WORKSHOP, Habit("paid_work", 360, chance=0.5, days=(5, 6))),
    share=1,
    objects=True,
)
NOTHING_OFFERED = Situation(
    code="nothing_offered",
    label="Aucune activité proposée",
    story="Habite loin de tout. Aucun atelier n’est proposé. Le dit, et le service le compte.",
    habits=(Habit("job_search", 240, chance=0.7),),
    prevented=0.4,
    reasons=(Why.NO_OFFER, Why.TRANSPORT),
)
YOUNG_ACTIVE = Situation(
    code="young_active",
    label="Jeune, entre deux missions",
    story="A 25 ans et enchaîne les missions. Passe le permis. Déclare chaque dimanche soir.",
    habits=(Habit("paid_work", 600, chance=0.6), Habit("mobility", 240, chance=0.7), _SEARCH, _APPOINTMENT),
    share=5,
    organisations=(OrganisationCode.MISSION_LOCALE, OrganisationCode.FRANCE_TRAVAIL),
)
STEADY = Situation(
    code="steady",
    label="Une semaine comme une autre",
    story="Cherche un emploi de bureau. Suit un atelier par semaine. Déclare en moins d’une minute.",
    habits=(_SEARCH, _WORKSHOP, Habit("interview", 75, chance=0.3), Habit("volunteering", 210), _APPOINTMENT),
    share=12,
)

SITUATIONS = (
    LONE_PARENT,
    STEADY,
    FARM_WORKER,
    BACK_PAIN,
    YOUNG_WITHOUT_HOME,
    NEWCOMER,
    INSERTION_JOB,
    SILENT,
    NEVER_CAME,
    EXEMPT,
    NO_CONTRACT,
    SAME_PHONE,
    CORRECTED_TWICE,
    BUSINESS,
    CARER,
    NO_MAIL,
    LEFT,
    LONG_TRAINING,
    REDUCED,
    MANY_QUESTIONS,
    YOUNG_ACTIVE,
    NOTHING_OFFERED,
    CHANGES_MIND,
    NOT_SCORED,
    NO_ADVISER,
)
