-- The copies of patients in the order in which lists show them, with all that a list or a search
-- for a name has to look at: a deep page is reached, and a name counted, without the wide rows.
--
-- Names are copied without spaces from now on: all copies are made anew.
CREATE INDEX patient_search_order
  ON patient_search (updated_at, hub_row, place_no, given_name, surname);
UPDATE patient_search_state SET through = 0;
