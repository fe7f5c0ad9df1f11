"""Where the public debate on these scores can be read: what specimens say of them rests on these alone."""

INQUIRY_OF_2024 = (
    "La Quadrature du Net, «\u202fÀ France Travail, l’essor du contrôle algorithmique\u202f», 25 juin 2024, "
    "avec la réponse du directeur général de France Travail ajoutée le 12 juillet 2024"
)
INQUIRY_OF_2025 = (
    "La Quadrature du Net, «\u202fFrance Travail\u202f: des robots pour contrôler les chômeurs·euses "
    "et les personnes au RSA\u202f», 22 mai 2025"
)
ON_DISHONESTY = (
    "France-Soir, 28 juin 2024, https://www.francesoir.fr/politique-france/"
    "la-quadrature-du-net-s-insurge-des-pratiques-algorithmiques-de-france-travail"
)
ON_PROFILES = (
    "Didier Dubasque, 2024, https://dubasque.org/les-demandeurs-demploi-suivis-via-des-algorithmes-"
    "france-travail-sous-le-feu-des-critiques-de-la-quadrature-du-net/"
)
ON_THE_JOURNAL = (
    "Basta!, 24 mai 2022, https://basta.media/Pole-emploi-est-ce-que-vous-meritez-vraiment-d-etre-au-chomage-"
    "le-gouvernement-durcit-les-controles-des-chomeurs"
)
ON_THE_CLASSES = "L’Empaillé, https://lempaille.fr/chomeuse-quas-tu-fait-aujourdhui"
ON_THE_HYPOTHESES = (
    "Clubic, mai 2025, "
    "https://www.clubic.com/actualite-566592-france-travail-utiliserait-des-robots-pour-surveiller-les-chomeurs.html"
)
THE_REPLY_OF_2025 = (
    "La réponse de France Travail, rapportée par Génération-NT, mai 2025, "
    "https://www.generation-nt.com/actualites/france-travail-surveillance-chomeurs-algorithme-2058402"
)

SAID_OF_THE_JOURNAL = (
    "Le Journal de la recherche d’emploi, essayé à partir de 2019, classe les personnes d’après un curseur "
    "d’humeur et les actions qu’elles y notent. "
)
