/** SQL: whose alert `a` is, by its resource `r`; what is no resource of the inventory is nobody's, and no policy shows it to who sees named teams. */
export const withOwner = 'left join resource r on (r.account, r.region, r.kind, r.name) = (a.account, a.region, a.kind, a.name)';
export const owner = `coalesce(r.team, 'unowned')`;
