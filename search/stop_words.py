"""Words of English and Spanish that ask for nothing by themselves."""

from typing import Final

_ENGLISH: Final = """
a about after again all already also am an and any anymore anyone anything are around as asap at be because been being
but by can cant could did do does doesnt doing done dont else ever every feel feeling feels find finding for from get
gets getting give go goes going gonna got had has have having he hello her here hers hey hi him his how i idk if ill
im in into is isnt it its ive just know last let lets like look looking lot lots may maybe me might more much my near
nearby need needed needing needs next now of off ok okay on one or our out over please pls plz really right say search
see seeking she should so some someone something somewhere soon still such take takes than thank thanks that thats the
their them then there these they thing things this those through thur thurs to too try trying tues u ur urgently use
very w wanna want wanted wanting wants was way we weds week were what whats when where wheres which who whos why will
with wont would yes yet you your yours
"""
_SPANISH: Final = """
al algo alguien algun alguna algunas algunos ante aqui asi aun aunque bien buen busca buscando buscar busco cada cerca
como con cual cuando cuanto de del demasiado desde deseo donde dos duele duelen e el ella ellos en encontrar entre era
es esa ese eso esta estan estar este esto estoy favor fue gracias ha hacer hacia hago hasta hay hola ir la las le les
lo los mas me mi mis mucha muchas mucho muchos muy necesita necesitamos necesito ni no nos nosotros nunca o para pero
por porque puede puedo que quien quiere quiero quisiera se ser si siempre sin sobre solo son soy su sus tambien tan te
tener tengo tiene tienen todo tu tus un una unas uno unos van vivo voy y ya yo
"""
_OF_EVERY_LISTING: Final = """
advice apoyo area ayuda ayudar ayudenme barata barato baratos centro cheap community downtown help helping horario
horarios hours info informacion information local lugar lugares option options people persona personas place places
program programa programas programs recurso recursos resource resources service services servicio servicios spot spots
support tips
"""

STOP_WORDS: Final = frozenset(f"{_ENGLISH} {_SPANISH}".split())
"""Never required: a text of these alone asks for every listing. Folded; both languages at once."""

_ALSO_ENGLISH: Final = "al e era favor la me no o solo son y"
"""Spanish little words that English texts hold too: Al-Anon, my son, LA."""

SPANISH_STOP_WORDS: Final = frozenset(_SPANISH.split()) - frozenset(f"{_ENGLISH} {_ALSO_ENGLISH}".split())
"""Those that show that a text is Spanish."""

ENGLISH_STOP_WORDS: Final = frozenset(_ENGLISH.split()) - frozenset(_SPANISH.split())
"""Those that show that a text is English."""

FILLERS: Final = frozenset(_OF_EVERY_LISTING.split())
"""Required only when nothing else was said: "help with rent" asks for rent."""
