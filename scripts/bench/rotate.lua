-- Asks for the paths that follow the address on the command line, one after the other.
local requests, turn = {}, 0

function init(arguments)
  for place = 1, #arguments do
    requests[place] = wrk.format("GET", arguments[place])
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end
