import type { Operations } from '#lib/api/describe.ts';
import * as activity from './activity/route.ts';
import * as auditSessions from './activity/sessions/route.ts';
import * as alertRule from './alert-rules/[id]/route.ts';
import * as alertRules from './alert-rules/route.ts';
import * as acknowledgement from './alerts/[id]/acknowledgement/route.ts';
import * as assignment from './alerts/[id]/assignment/route.ts';
import * as comments from './alerts/[id]/comments/route.ts';
import * as alert from './alerts/[id]/route.ts';
import * as snooze from './alerts/[id]/snooze/route.ts';
import * as openAlerts from './alerts/open/route.ts';
import * as alerts from './alerts/route.ts';
import * as detections from './detections/route.ts';
import * as event from './events/[id]/route.ts';
import * as events from './events/route.ts';
import * as evidence from './evidence/route.ts';
import * as exported from './export/[table]/route.ts';
import * as find from './find/route.ts';
import * as history from './history/route.ts';
import * as journal from './journal/route.ts';
import * as live from './live/route.ts';
import * as logs from './logs/route.ts';
import * as access from './people/[id]/access/route.ts';
import * as personFactors from './people/[id]/factors/route.ts';
import * as resetLink from './people/[id]/reset-link/route.ts';
import * as personSessions from './people/[id]/sessions/route.ts';
import * as personState from './people/[id]/state/route.ts';
import * as invitation from './people/invitations/[id]/route.ts';
import * as invitations from './people/invitations/route.ts';
import * as reveal from './pseudonyms/[pseudonym]/reveal/route.ts';
import * as biography from './resources/[kind]/[account]/[region]/[name]/biography/route.ts';
import * as resource from './resources/[kind]/[account]/[region]/[name]/route.ts';
import * as versions from './resources/[kind]/[account]/[region]/[name]/versions/route.ts';
import * as resources from './resources/route.ts';
import * as run from './runs/[id]/route.ts';
import * as runs from './runs/route.ts';
import * as search from './searches/[id]/route.ts';
import * as searches from './searches/route.ts';
import * as points from './series/[account]/[id]/points/route.ts';
import * as series from './series/route.ts';
import * as silenceEnd from './silences/[id]/end/route.ts';
import * as silences from './silences/route.ts';
import * as spend from './spend/route.ts';
import * as assignments from './teams/assignments/route.ts';
import * as teams from './teams/route.ts';
import * as token from './tokens/[id]/route.ts';
import * as tokens from './tokens/route.ts';
import * as unexplained from './unexplained/route.ts';

/** Every operation of the API but the one that tells of them. A test compares it with the folders. */
export const operations: Operations = {
  '/teams': teams,
  '/resources': resources,
  '/resources/{kind}/{account}/{region}/{name}': resource,
  '/resources/{kind}/{account}/{region}/{name}/versions': versions,
  '/searches': searches,
  '/searches/{id}': search,
  '/resources/{kind}/{account}/{region}/{name}/biography': biography,
  '/series': series,
  '/series/{account}/{id}/points': points,
  '/events': events,
  '/events/{id}': event,
  '/activity': activity,
  '/activity/sessions': auditSessions,
  '/alerts': alerts,
  '/alerts/open': openAlerts,
  '/alerts/{id}': alert,
  '/alerts/{id}/acknowledgement': acknowledgement,
  '/alerts/{id}/snooze': snooze,
  '/alerts/{id}/assignment': assignment,
  '/alerts/{id}/comments': comments,
  '/alert-rules': alertRules,
  '/alert-rules/{id}': alertRule,
  '/silences': silences,
  '/silences/{id}/end': silenceEnd,
  '/detections': detections,
  '/unexplained': unexplained,
  '/runs': runs,
  '/runs/{id}': run,
  '/spend': spend,
  '/history': history,
  '/journal': journal,
  '/export/{table}': exported,
  '/evidence': evidence,
  '/find': find,
  '/live': live,
  '/logs': logs,
  '/tokens': tokens,
  '/tokens/{id}': token,
  '/teams/assignments': assignments,
  '/people/invitations': invitations,
  '/people/invitations/{id}': invitation,
  '/people/{id}/access': access,
  '/people/{id}/state': personState,
  '/people/{id}/sessions': personSessions,
  '/people/{id}/factors': personFactors,
  '/people/{id}/reset-link': resetLink,
  '/pseudonyms/{pseudonym}/reveal': reveal,
};
