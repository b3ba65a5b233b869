from __future__ import annotations
import json, pytest
from tests import cast as c, factories as f
@pytest.mark.django_db
def test_it(client):
    cast = c.assemble()
    chain = f.tracker(cast)
    for p in ["","indicators/","indicators/2.4.2/","observations/","observations/2.4.2:2020/","frameworks/","frameworks/reform/","objectives/","initiatives/","documents/","documents/A/75/202/","entities/","countries/","case-studies/","challenges/","corrective-actions/","milestones/","releases/","releases/1/","releases/1/manifest/","changes/","nope/","indicators/9/","indicators/?x=1&page=","indicators/?lang=all"]:
        r = client.get("/api/v1/"+p)
        print(p, r.status_code, r.headers["Content-Type"]); print(json.dumps(json.loads(r.content),indent=1)[:6000] if p in("documents/","changes/","nope/","indicators/?x=1&page=","releases/") else "")
        assert r.status_code < 500
