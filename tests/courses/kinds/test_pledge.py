"""The foreign kind runs the same suite as the built-in ones."""

from hypothesis import strategies as st

from courses.activities.testing import KindConformance
from tests.factories.catalog import pledge_block
from tests.foreign_kind.activity import PledgeKind


class TestPledge(KindConformance):
    kind = PledgeKind()
    raw_value = pledge_block()["value"]
    payloads = st.fixed_dictionaries({"text": st.text(max_size=40)})
    completing = ({"text": "Besok saya hitung HPP"},)
