"""Whom a text says were met: sentences in the style of the data set, and the persons they give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.importers.historian.counterparts import Met, counterparts

# A sentence, then the persons: “title | name | party”, “-” for what the text does not tell.
GIVES = {
    "one title, one name": """
        Official visit; met with President Tito.
        = President | Tito | -
        Met with Prime Minister Anna van der Berg-Olsen Jr. at Chequers, May 3.
        = Prime Minister | Anna van der Berg-Olsen Jr. | -
        Returned to the U.S. Met with King George V. Met with Queen Mary.
        = King | George V | -
        = Queen | Mary | -
        Met with President Carter June l4, with Prime Minister Theresa May May 3, with Sheikh Ali
        as-Salim, and with President Prodi as President of the European Commission.
        = President | Carter | -
        = Prime Minister | Theresa May | -
        = Sheikh | Ali as-Salim | -
        = President | Prodi | -
        Met with Prime Minister Hun Sen. Attended dinner with Prime MinisterKittikachorn of
        Thailand.
        = Prime Minister | Hun Sen | -
        = Prime Minister | Kittikachorn | Thailand
    """,
    "the party before the title": """
        Met with Soviet Premier Kosygin and South Korean Foreign Minister Han Seung-soo.
        = Premier | Kosygin | Soviet
        = Foreign Minister | Han Seung-soo | South Korean
        Met with former South African President Mandela and Acting Fijian Prime Minister Ratu Mara.
        = former President | Mandela | South African
        = Acting Prime Minister | Ratu Mara | Fijian
        Met with Jordan’s Deputy Prime Minister and Minister of Foreign Affairs Marwan Muasher.
        = Deputy Prime Minister and Minister of Foreign Affairs | Marwan Muasher | Jordan
        Met with UN Secretary-General Annan, PLO Chairman Arafat, and EU High Representative Solana.
        = Secretary-General | Annan | UN
        = Chairman | Arafat | PLO
        = High Representative | Solana | EU
    """,
    "the party behind the name or the title": """
        Met with President Hu of China, June 3; and President Lula of Brazil.
        = President | Hu | China
        = President | Lula | Brazil
        Met with President of Mexico Vicente Fox and the Prime Minister of Japan, Junichiro Koizumi.
        = President | Vicente Fox | Mexico
        = Prime Minister | Junichiro Koizumi | Japan
        Met with the Emir of Kuwait, Sheikh Jaber al-Sabah, and King Fahd.
        = Emir, Sheikh | Jaber al-Sabah | Kuwait
        = King | Fahd | -
    """,
    "lists": """
        Met with Chancellor Kohl, President Mitterrand, and Prime Minister Major; also with Queen
        Sofia.
        = Chancellor | Kohl | -
        = President | Mitterrand | -
        = Prime Minister | Major | -
        = Queen | Sofia | -
        Met with King Abdullah II and Queen Rania; later met with the Foreign Minister, and with
        President Bashar al-Assad of Syria. Also met, on June 3, with Kurdish leader Barzani.
        = King | Abdullah II | -
        = Queen | Rania | -
        = President | Bashar al-Assad | Syria
        = leader | Barzani | Kurdish
        Met with Xi Jinping, senior officials, and, separately, Politburo Member Li, including
        Vice Premier Liu He.
        = - | Xi Jinping | -
        = Vice Premier | Liu He | -
    """,
    "a title shared": """
        Discussed the peace process with Presidents Sadat and Assad, and Prime Ministers Blair and
        Ahern.
        = President | Sadat | -
        = President | Assad | -
        = Prime Minister | Blair | -
        = Prime Minister | Ahern | -
        Met with Presidents Perez of Venezuela, Carazo of Costa Rica, and Prime Minister Manley of
        Jamaica.
        = President | Perez | Venezuela
        = President | Carazo | Costa Rica
        = Prime Minister | Manley | Jamaica
    """,
    "titles of two offices, of none, and of many words": """
        Met with Foreign Minister and Deputy Prime Minister Babacan.
        = Foreign Minister and Deputy Prime Minister | Babacan | -
        Met with Crown Prince-Prime Minister Salman and Foreign Minister Prince Saud.
        = Crown Prince-Prime Minister | Salman | -
        = Foreign Minister Prince | Saud | -
        Met with Minister for Foreign Affairs and Trade Jane Doe and National Assembly Speaker Lee.
        = Minister for Foreign Affairs and Trade | Jane Doe | -
        = National Assembly Speaker | Lee | -
        Met with Director of the Chinese Communist Party Foreign Affairs Commission Yang Jiechi.
        = Director of the Chinese Communist Party Foreign Affairs Commission | Yang Jiechi | Chinese
        Met with President and Mrs. Mubarak.
        = President | Mubarak | -
    """,
    "titles from everywhere": """
        Met with Taoiseach Ahern, Captain Regent Riccardi of San Marino, Supreme Leader Khamenei,
        General Secretary Jiang Zemin, Grand Duke Jean, Sultan Qaboos, Amir Isa, and Crown Prince
        Fahd.
        = Taoiseach | Ahern | -
        = Captain Regent | Riccardi | San Marino
        = Supreme Leader | Khamenei | -
        = General Secretary | Jiang Zemin | -
        = Grand Duke | Jean | -
        = Sultan | Qaboos | -
        = Amir | Isa | -
        = Crown Prince | Fahd | -
        Met with Chairman of the Presidency Silajdzic, Governor-General Jeffery, Generalissimo
        Franco,
        Commander-in-Chief Min Aung Hlang, EC Commissioner Patten, and State Councilor Dai Bingguo.
        = Chairman of the Presidency | Silajdzic | -
        = Governor-General | Jeffery | -
        = Generalissimo | Franco | -
        = Commander-in-Chief | Min Aung Hlang | -
        = Commissioner | Patten | EC
        = State Councilor | Dai Bingguo | -
        Met with OSCE Chairman-in-Office Geremek, UN Special Envoy for Syria Pedersen, and Chairman
        of
        the Presidium of the Supreme Soviet Podgorny.
        = Chairman-in-Office | Geremek | OSCE
        = Special Envoy for Syria | Pedersen | UN
        = Chairman of the Presidium of the Supreme Soviet | Podgorny | -
        Audience with Pope John Paul II; met with Archbishop Makarios of Cyprus and the Dalai Lama.
        = Pope | John Paul II | Holy See
        = Archbishop | Makarios | Cyprus
        = - | Dalai Lama | -
        Met with the Duke of Windsor, the Prince of Wales, and with Prime Minister Mackenzie King.
        = Duke | Duke of Windsor | -
        = - | Prince of Wales | -
        = Prime Minister | Mackenzie King | -
    """,
    "ways to meet": """
        Summit meeting with President Putin. Unofficial visit; conferred with King Farouk.
        = President | Putin | -
        = King | Farouk | -
        Signed treaty with President Diaz; attended a luncheon hosted by Emperor Hirohito.
        = President | Diaz | -
        = Emperor | Hirohito | -
        Received by Queen Juliana. Briefed Prime Minister Begin. Paid a call on Premier Chou En-lai.
        = Queen | Juliana | -
        = Prime Minister | Begin | -
        = Premier | Chou En-lai | -
        Accompanied President Clinton to meetings with King Hussein. Visited President Taft in
        Beverly.
        = King | Hussein | -
        = President | Taft | -
        Exchange of visits with President Avila. Presented proposals to General Secretary Brezhnev.
        = President | Avila | -
        = General Secretary | Brezhnev | -
    """,
    "whom nobody met": """
        Accompanied President Clinton. Joined President Bush and Vice President Quayle.
        Attended the funeral of King Hussein and the inauguration of President Salinas de Gortari.
        Accompanied by Prime Minister Blair. Traveled with UK Foreign Secretary David Lammy.
        Stopped en route to a meeting with Prime Minister Churchill. Dedicated a statue of
        President Lincoln.
        Briefed the Cabinet on meetings with President Assad. Repaid visit by President Pessoa.
        Meeting with Prime Minister Diefenbaker was postponed. At the invitation of President
        Hoover.
        With Secretary of Defense Gates, toured a base. Led the delegation of Vice President Gore.
        Delivered an invitation to meet with Presidents Carter and Sadat at Camp David.
        Met with President Mubarak's advisers and the family of President Sadat and Prince Ali.
    """,
    "groups, and those who are not named": """
        Met with the Foreign Ministers of Egypt and Israel, and with senior officials.
        Met with the Amir of Kuwait and the Presidents of the Baltic States; and President of Malta.
        Met with Solidarity leaders, the Collective Presidency, and members of Parliament.
        Met with President Clinton’s Cabinet at the UN General Assembly and at Camp David.
        Met with EC Foreign Ministers and attended NATO and NACC Ministerial Meetings in New York
        City.
    """,
    "one person, named twice": """
        Met with King Hussein. Met again with King Hussein.
        = King | Hussein | -
    """,
}


def read(table):
    """The text of a table, and the persons that it lists."""
    lines = [line.strip() for line in table.strip().splitlines()]
    persons = [line.removeprefix("= ").split(" | ") for line in lines if line.startswith("=")]
    text = " ".join(line for line in lines if not line.startswith("="))
    return text, [tuple(None if part == "-" else part for part in p) for p in persons]


@pytest.mark.parametrize("table", GIVES.values(), ids=GIVES)
def test_a_text_names_those_who_were_met(table):
    text, persons = read(table)
    assert [met[:3] for met in counterparts(text)] == persons


def test_the_sentence_that_says_so_is_kept():
    text = "State visit. Met with King Hussein (Amman) and King Fahd. Left the U.S. May 2."
    said = "Met with King Hussein (Amman) and King Fahd"
    assert counterparts(text) == [
        Met("King", "Hussein", None, said),
        Met("King", "Fahd", None, said),
    ]


WORDS = [
    *(
        "Met",
        "with",
        "President",
        "Presidents",
        "and",
        ",",
        ";",
        ".",
        "of",
        "the",
        "’s",
        "-",
        "Lula",
    ),
    *("Brazil", "Soviet", "UN", "Prime", "Minister", "Secretary-General", "for", "Foreign", "Jr."),
    *("Affairs", "King", "Duke", "al-Sabah", "(", ")", "met", "by", "to", "hosted", "leader", "É"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join) | st.text())
def test_any_text_can_be_read(text):
    for met in counterparts(text):
        assert met.name.split()[0] in met.words
        assert met.words in text


def test_a_text_without_persons_gives_none():
    for text in ("", " ", ".", "Met with", "with of the", "Met with the King of", "(((", "’s"):
        assert counterparts(text) == []
