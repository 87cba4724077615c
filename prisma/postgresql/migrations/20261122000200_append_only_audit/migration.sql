-- Written by hand: Prisma's schema has no words for triggers. What people did is added to and never changed.

-- Differs by necessity.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();
