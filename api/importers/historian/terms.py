"""The words that titles.py and mentions.py look for.

A title is any words with one of these at their end, so that “Foreign Minister”, “State Councilor”
and “National People’s Congress Chairman” need no line of their own.
"""

from __future__ import annotations

from .sentences import Phrases, entries

RULERS = entries("""
President, Vice President, Prime Minister, Prime Minster, Premier, Chancellor, First Minister, Chief
Minister, Chief Executive, Taoiseach, Tanaiste, King, Queen, Queen Mother, Emperor, Empress, Tsar,
Czar, Kaiser, Shah, Sultan, Emir, Amir, Sheikh, Sheikha, Sheik, Shaikh, Shaykh, Prince, Princess,
Crown Prince, Crown Princess, Infante, Infanta, Archduke, Grand Duke, Grand Duchess, Duke, Duchess,
Earl, Count, Countess, Baron, Viscount, Marquess, Marquis, Khedive, Negus, Viceroy, Regent, Captain
Regent, Co-Prince, Doge, Landammann, Maharaja, Rajah, Nawab, Nizam, Yang di-Pertuan Agong, Paramount
Chief, Ruler, Governor, Governor General, Lieutenant Governor, Head of State, Head of Government,
Chief of State, Chairman, Chairwoman, Chairperson, Chair, Co-Chair, Leader, Supreme Leader,
Spiritual Leader, Brother Leader, General Secretary, First Secretary, Coordinator, Generalissimo,
Caudillo, Duce
""")
OFFICES = entries("""
Minister, Minster, Secretary, Under Secretary, Undersecretary, Secretary General, Director, Director
General, Administrator, Commissioner, High Commissioner, Representative, High Representative, Envoy,
Special Envoy, Special Representative, Special Coordinator, Ambassador, Charge d'Affaires, Consul,
Consul General, Adviser, Advisor, Counselor, Counsellor, Councilor, Councillor, Speaker, Treasurer,
Comptroller General, Attorney General, Prosecutor, Chief Prosecutor, Justice, Chief Justice, Judge,
Chief of Staff, Negotiator, Mediator, Mayor, Lord Mayor, Senator, Congressman, Congresswoman,
Delegate, Head, Chief, Spokesman, Spokeswoman, Counterpart, Founder, Commandant, Plenipotentiary,
Laureate, First Lady, Chairman in Office, President in Office
""")
RANKS = entries("""
General, Major General, Lieutenant General, Brigadier General, Brigadier, Marshal, Field Marshal,
Air Marshal, Air Chief Marshal, Admiral, Vice Admiral, Rear Admiral, Commodore, Colonel, Lieutenant
Colonel, Major, Captain, Group Captain, Wing Commander, Lieutenant, Commander, Commander in Chief,
Comandante, Commandante, Sergeant, Gen, Lt Gen, Maj Gen, Adm, Col, Capt
""")
CLERGY = entries("""
Pope, Patriarch, Ecumenical Patriarch, Catholicos, Metropolitan, Archbishop, Bishop, Cardinal,
Monsignor, Nuncio, Prelate, Primate, Reverend, Father, Imam, Ayatollah, Grand Ayatollah, Mufti,
Grand Mufti, Rabbi, Chief Rabbi, Mullah
""")
FORMS_OF_ADDRESS = entries("""
Sir, Dame, Lord, Lady, Dr, Doctor, Professor, Prof, Mr, Mrs, Ms, Miss, Madame, Monsieur,
Signor, Herr, Comrade, Sri, Tan Sri, Tun, Dato', Datuk, Sayyid, Honorable, Right Honorable, His
Majesty, Her Majesty, His Imperial Majesty, His Royal Highness, Her Royal Highness, His Highness,
Her Highness, His Excellency, Her Excellency, His Holiness, His Beatitude, His Eminence, His Grace
""")
# What goes on with the title of somebody: “the Emir of Kuwait, Sheikh Jaber”.
APPOSED = RANKS | FORMS_OF_ADDRESS | entries("Sheikh, Sheik, Shaikh, Shaykh, Prince")
TITLES = RULERS | OFFICES | RANKS | CLERGY | FORMS_OF_ADDRESS
# These need no capital: “opposition leader Suu Kyi”, “his counterpart Lavrov”.
COMMON = entries("""
adviser, advisor, captain, chairman, chancellor, chief, counterpart, coordinator, director, emir,
envoy, general, governor, head, king, leader, mayor, mediator, minister, negotiator, premier,
president, prime, prince, princess, queen, representative, secretary, speaker, spokesman, sultan
""")
# What else may stand before a title, and what behind it.
BEFORE = entries("""
acting, alternate, assistant, associate, caretaker, deputy, designate, ex, exiled, first, foreign,
former, incoming, interim, late, opposition, outgoing, provisional, second, senior, special, then,
transitional, vice
""")
BEHIND = entries("elect, designate, designee")
# Whose title and place are a name.
NOBLES = Phrases(entries("Duke, Duchess, Earl, Count, Countess, Marquess, Viscount, Prince"))
NAMED_BY_TITLE = Phrases(entries("Aga Khan, Dalai Lama, Panchen Lama, Prince of Wales"))
# Of which party a pope is, no text says.
HOLY_SEE = "Holy See"
# Without a country these are the traveller’s own colleagues.
COLLEAGUES = Phrases(
    entries("""
    Ambassador, Special Envoy, Special Representative, Attorney General, Secretary of Defense,
    Secretary of the Treasury, Treasury Secretary, Secretary of Commerce, Commerce Secretary,
    Secretary of Agriculture, Secretary of Energy, Energy Secretary, Secretary of Homeland Security
    """)
)

# What an office is for (“Minister of …”), and what no name begins with.
INSTITUTIONS = entries("""
accord, affairs, agency, agreement, allies, army, assembly, association, authority, authorities,
bank, board, bureau, cabinet, chamber, chiefs, collective, command, commission, committee,
commonwealth, community, conference, congress, contact, convention, council, court, crimes,
delegation, department, embassy, federation, forum, foundation, government, group, institute,
international, knesset, league, legislature, meeting, ministry, mission, movement, museum, national,
office, organisation, organization, palace, parliament, party, patriotic, politburo, presidency,
presidential, representatives, resistance, secretariat, security, senate, session, signatories,
society, staff, states, summit, treaty, tribunal, union, university
""")
PORTFOLIOS = INSTITUTIONS | entries("""
administration, african, agriculture, aid, air, american, arab, armed, arts, asian, aviation,
budget, central, civil, climate, commerce, communications, communist, confederation, constitutional,
consumer, cooperation, cultural, culture, customs, defence, defense, democratic, deputies,
development, diaspora, diplomacy, disarmament, eastern, economic, economics, economy, education,
emigrants, employment, energy, environment, environmental, equality, european, exchequer, executive,
expatriates, external, family, federal, finance, finances, fisheries, food, force, forces, foreign,
forestry, gender, general, governing, health, home, housing, human, humanitarian, immigration,
independence, industrial, industry, information, infrastructure, integration, interior, internal,
investment, islamic, joint, judiciary, junta, justice, labor, labour, land, law, legal, legislative,
maritime, migration, military, mines, ministers, minorities, natural, navy, north, northern,
nuclear, oil, overseas, parliamentary, peace, people, peoples, petroleum, planning, police, policy,
political, popular, power, presidium, production, provisional, public, reconciliation,
reconstruction, refugees, regional, relations, religious, republic, republics, resources,
revolutionary, rights, royal, ruling, rural, science, secretary, services, social, south, southern,
sovereign, soviet, sport, sports, state, status, strategic, supply, supreme, technology,
territories, tourism, trade, transition, transitional, transport, transportation, treasury, troops,
war, water, welfare, western, women, works, youth
""")
MONTHS = entries("""
January, February, March, April, May, June, July, August, September, October, November, December,
Jan, Feb, Aug, Sept, Oct, Nov, Dec
""")
# Words of names that have no capital, and those that a hyphen must follow: “as-Sabah”.
PARTICLES = entries("""
abd, abu, al, ben, bin, bint, da, das, de, del, della, den, der, di, do, dos, du, e, el, ibn, la,
las, le, los, ten, ter, ul, und, van, von, y, zu, zur
""")
BOUND_PARTICLES = entries("ad, ah, an, ar, as, ash, at, az, ed, ud, us, uz")
# What may follow a name that has no title.
BEHIND_NAMES = entries("""
about, after, at, before, concerning, during, en, for, from, in, near, of, on, regarding, to, while
""")
