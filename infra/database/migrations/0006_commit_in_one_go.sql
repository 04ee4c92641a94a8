-- A commit is sent behind its last statements without waiting for their answers: what must hold is asked of the store itself, and what does
-- not hold fails the transaction under the SQLSTATE given.
CREATE FUNCTION app.commit_only_if(holds boolean, sql_state text, reason text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF holds THEN
    RETURN true;
  END IF;
  RAISE EXCEPTION '%', reason USING ERRCODE = sql_state;
END $$;

-- A twin's row is written anew with every commit of its patient. At the usual 2 kB its evaluation goes to a table beside it, compressed and
-- indexed each time; at half a page it stays in the row, next to which there is room for its next version.
ALTER TABLE app.twin SET (toast_tuple_target = 4080);
